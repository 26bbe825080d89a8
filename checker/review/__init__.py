"""Texts that exist already: known findings, changed lines, repairs."""
