"""Readers of failing output, one module per reason to read differently; `trailnote.distill.signature` is the entry."""
