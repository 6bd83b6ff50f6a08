"""The directories that a shell command names as the place where it works: `git -C dir`, `cd dir && …`."""

from __future__ import annotations

import os


def named(command: str, cwd: str) -> list[str]:
    """Return the existing directories, absolute, in the order of the command. A script's own moves stay unseen."""
    if "-C" not in command and "cd " not in command:
        return []
    import shlex

    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.commenters = ""
    here, before, found = cwd, "", []
    try:
        for word in lexer:
            if before in ("-C", "cd", "pushd") and not word.startswith("-"):
                place = os.path.normpath(os.path.join(here, os.path.expanduser(word)))
                if os.path.isdir(place):
                    found.append(place)
                    here = place if before != "-C" else here
            before = word
    except ValueError:
        pass  # an open quote: what came before it still counts
    return found
