"""`trailnote uninstall`."""

from trailnote.cli.installing import verb

command = verb("uninstall", "Take Trailnote out of every repository and your user configuration.")
