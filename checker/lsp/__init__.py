"""A language server: findings while somebody types, over the Language Server Protocol.

`language_server.py` alone knows the protocol's library; the others turn texts into documents, findings into what an
editor shows, and wishes of an editor into edits.
"""
