"""A model's name -> a folder on this disk: what is known, fetched, here and whole."""
