"""`python -m trailnote_installers`: the boundary where every failure becomes an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence

from trailnote import __version__
from trailnote.errors import TrailnoteError

from .main import main

A_BUG = 3
INTERRUPTED = 130


def guarded(arguments: Sequence[str], *, source: str = "") -> int:
    """Run a verb and return its exit code; the one place that catches everything."""
    try:
        code = main(arguments, os.environ, source=source)
        sys.stdout.flush()
        return code
    except TrailnoteError as error:
        print(f"trailnote: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of a pipe went away; what was to do is done
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("trailnote: interrupted; every file is as it was, or wholly changed.", file=sys.stderr)
        return INTERRUPTED
    except Exception:  # noqa: BLE001  the boundary: a bug must leave something to report
        print(f"trailnote: this is a bug; please report it with {_log(arguments)}", file=sys.stderr)
        return A_BUG


def _log(arguments: Sequence[str]) -> str:
    handle, path = tempfile.mkstemp(prefix="trailnote-installer-", suffix=".log", text=True)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} trailnote {__version__} {list(arguments)}\n")
        file.write(f"Python {sys.version} on {sys.platform}\n{traceback.format_exc()}")
    return path


if __name__ == "__main__":
    sys.exit(guarded(sys.argv[1:]))
