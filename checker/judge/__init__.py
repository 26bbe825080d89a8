"""JUDGE: the one place that knows about selection, comments in the text and limits; checks report all they see."""
