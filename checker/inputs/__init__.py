"""Arguments -> files -> documents, and the source file of each."""
