"""Run the installers of this clone: `python3 installers install`.

This file is read by any Python, so that one which is too old says so instead of failing on its syntax.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def newer_python():  # type: () -> str
    """Return the name of a Python on PATH that is new enough and runs (a shim may not), or an empty string."""
    with open(os.devnull, "w") as nowhere:
        for name in NEWER:
            try:
                if subprocess.call([name, "-c", ""], stdout=nowhere, stderr=nowhere) == 0:
                    return name
            except OSError:
                continue
    return ""


def refuse():  # type: () -> None
    """Say that this Python is too old, and which one to run."""
    found = newer_python()
    remedy = "Run: " + found + " installers install" if found else "Install a newer Python and run this again."
    wanted, present = ".".join(map(str, OLDEST)), sys.version.split()[0]
    sys.stderr.write("trailnote: needs Python " + wanted + " or newer, and " + sys.executable + " is " + present)
    sys.stderr.write("; nothing was changed. " + remedy + "\n")


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        refuse()
        sys.exit(1)
    here = os.path.dirname(os.path.abspath(__file__))
    clone = os.path.dirname(here)
    sys.path[:0] = [here, os.path.join(clone, "engine")]

    from trailnote_installers.__main__ import guarded

    sys.exit(guarded(sys.argv[1:], source=clone))
