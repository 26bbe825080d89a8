"""Checks for what stands in a text until somebody writes the real thing."""
