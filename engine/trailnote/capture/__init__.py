"""Client payloads become events, and events become spool files. Standard library only."""
