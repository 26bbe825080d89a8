"""How good the findings are: gold labels, what the checker says of the same texts, and the figures of both."""
