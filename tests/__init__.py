"""The tests; a package, so that no `tests` of another distribution on the path can hide it. It is never installed."""
