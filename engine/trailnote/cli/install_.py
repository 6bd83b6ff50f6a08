"""`trailnote install`."""

from trailnote.cli.installing import verb

command = verb("install", "Wire the clients found here, learn the history, and show what the next session is told.")
