"""MEASURE: numbers about a segment, with no opinion."""
