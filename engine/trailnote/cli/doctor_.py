"""`trailnote doctor`."""

from trailnote.cli.installing import verb

command = verb("doctor", "Run what is installed as the clients do, and say what is wrong.")
