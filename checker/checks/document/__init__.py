"""Rules for wording over a whole document: consistency, names, glossaries, calques."""
