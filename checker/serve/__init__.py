"""A server for this machine: a page, a REST API, and LanguageTool's HTTP API for the clients that exist for it."""
