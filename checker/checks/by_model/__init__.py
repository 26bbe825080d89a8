"""Rules that ask the calibrated models."""
