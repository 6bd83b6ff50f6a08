"""How secrets are recognised in text. `find` runs every finder; `redact` is the only caller. Standard library alone."""
