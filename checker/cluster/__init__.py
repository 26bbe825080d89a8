"""Many texts on many machines: Ray spreads the documents, Parquet keeps what was found (extra `cluster`)."""
