"""Run the installers of this clone: `python3 installers install`.

This file is read by any Python, so that one which is too old says so instead of failing on its syntax.
"""

import os
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def newer_python():
    """Return the name of a Python on PATH that is new enough, or an empty string."""
    for name in NEWER:
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            if os.access(os.path.join(folder, name), os.X_OK):
                return name
    return ""


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        found = newer_python()
        remedy = "Run: %s installers install" % found if found else "Install a newer Python and run this again."
        sys.stderr.write(
            "trailnote: needs Python %d.%d or newer, and %s is %s; nothing was changed. %s\n"
            % (OLDEST + (sys.executable, sys.version.split()[0], remedy))
        )
        sys.exit(1)
    here = os.path.dirname(os.path.abspath(__file__))
    clone = os.path.dirname(here)
    sys.path[:0] = [here, os.path.join(clone, "engine")]

    from trailnote_installers.__main__ import guarded

    sys.exit(guarded(sys.argv[1:], source=clone))
