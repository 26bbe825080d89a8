"""Rules that hold a sentence against its source."""
