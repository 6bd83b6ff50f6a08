"""`trailnote init`."""

from trailnote.cli.installing import verb

command = verb("init", "The same as install --scope project.")
