"""ALIGN: sentences of two documents, and words of two sentences."""
