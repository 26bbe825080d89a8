"""READ: one module a family of formats; each hands over a `Document` that knows where its text stands."""
