"""Rules for the conventions of a locale: typography, numbers, dates."""
