"""Rules for French grammar and spelling."""
