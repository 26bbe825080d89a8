"""Parts of `benchmarks/evaluation.py`: rivals, the page, the pictures."""
