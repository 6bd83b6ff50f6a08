"""The tree of expected failures.

    TrailnoteError            exit 1   anything a person can mend
    ├── UsageError            exit 2   the call's words are off
    ├── SettingsError                  a file of the user cannot be read or edited; nothing was changed
    ├── StoreError                     the database or the spool cannot be used
    │   ├── NewerSchemaError           written by a newer Trailnote; nothing was read or changed
    │   └── CorruptError               the file is no database of ours (any more): `store.recovery` mends it
    ├── NotFoundError                  no memory, rule, entry or project of that name
    ├── GitError                       git is missing, too old, or refused
    └── RefusedError                   what was asked would break a promise (reach, provenance, a hand edit)

A message says what failed, where, what was done about it and what to do next.
"""

from __future__ import annotations

import errno
import os


class TrailnoteError(Exception):
    """An expected failure; `exit_code` is what the command line exits with."""

    exit_code = 1


class UsageError(TrailnoteError):
    """An argument is not of the form that the verb or tool takes."""

    exit_code = 2


class SettingsError(TrailnoteError):
    """A file of the user's cannot be read or edited; nothing was changed."""


class StoreError(TrailnoteError):
    """The database or the spool cannot be used."""


class NewerSchemaError(StoreError):
    """The database was written by a newer Trailnote; it was neither read nor changed."""


class CorruptError(StoreError):
    """The file is no database, or none of ours; `store.recovery` sets it aside and begins another."""


class NotFoundError(TrailnoteError):
    """Nothing of that id, key or name is known."""


class GitError(TrailnoteError):
    """git is missing, failed, or was asked for something that looks like an option."""


class RefusedError(TrailnoteError):
    """The request would break a promise, so nothing was done."""


# What a person can mend: rights, kinds of files, links in a circle, space. Any other error of the system is our bug.
_MENDABLE = frozenset(
    getattr(errno, name)
    for name in (
        "EACCES", "EDQUOT", "EEXIST", "EFBIG", "EISDIR", "ELOOP", "ENAMETOOLONG", "ENOSPC", "ENOTDIR", "ENXIO", "EPERM",
        "EROFS",
    )
    if hasattr(errno, name)
)  # fmt: skip


def of_the_system(exc: OSError) -> TrailnoteError | None:
    """Return an error of the system's as an expected one, with its path and what to do; None when it is none."""
    if exc.errno not in _MENDABLE or not isinstance(exc.filename, str | bytes):
        return None
    path = os.fsdecode(exc.filename)
    return TrailnoteError(
        f"{path}: {exc.strerror or exc}; what was asked was not done. Mend that file, its folder or the space there, "
        "and try again."
    )
