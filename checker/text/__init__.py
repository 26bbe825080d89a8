"""What a text is made of: sentences and words, inline codes, and its safe form for a screen."""
