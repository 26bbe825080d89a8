"""REPORT: one module an output format."""
