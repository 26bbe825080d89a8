"""Rules for what machines and tools leave behind."""
