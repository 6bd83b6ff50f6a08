"""`python -m trailnote`: the command line."""

from trailnote.cli.main import main

main()
