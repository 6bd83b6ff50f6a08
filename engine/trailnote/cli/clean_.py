"""`trailnote clean`."""

from trailnote.cli.installing import verb

command = verb("clean", "Take Trailnote out of this repository.")
