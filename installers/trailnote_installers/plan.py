"""Work out, in memory, what an install or a removal changes in each managed file, and prove that it harms nothing.

Every refusal happens here, before the first byte is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from trailnote.errors import SettingsError

from . import receipt as receipts
from .editors import TextError
from .entries import NONE
from .managed import ManagedFile
from .receipt import Receipt, Record
from .snapshot import NOTHING_CHANGED, Snapshot, digest, is_inside, read, text_of
from .transaction import Change

T = TypeVar("T")
CLIENT_FOLDERS = (".claude", ".codex", ".gemini", ".cursor", ".vscode", ".github", ".opencode")


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an install may write: a link must lead into one of `within` and into none of `not_within`."""

    within: Sequence[str]
    not_within: Sequence[str] = ()


def of_person(home: str, folders: Sequence[str]) -> Reach:
    """Return where an install into the person's own configuration may write: the home, and those of a client's
    `folders` that a variable puts elsewhere; not where a link in the home leads."""
    top = os.path.abspath(home)
    return Reach((home, *(folder for folder in folders if not is_inside(os.path.abspath(folder), top))))


@dataclass(frozen=True, slots=True)
class Planned:
    """A file's change (None: it is right as it is) and the record that a receipt keeps of it (None: no entry left)."""

    file: ManagedFile
    change: Change | None
    record: Record | None
    folders: tuple[str, ...] = ()  # that were made for the file, absolute
    notes: tuple[str, ...] = ()  # what the person should know of it


def install(file: ManagedFile, *, reach: Reach, receipt: Receipt) -> Planned:
    """Return what puts Trailnote's entries into `file`, once. Raise SettingsError where that cannot be done safely."""
    snapshot = read(file.path, within=reach.within, not_within=reach.not_within, mode=file.mode)
    text = text_of(snapshot)
    record = receipt.get(file.path)
    wired = _edited(file, lambda: file.wire(text))
    base = _base(file, snapshot, text, record)
    plain = base if base is not None else ""
    _prove(file, plain, wired)
    if _edited(file, lambda: file.wire(wired)) != wired:
        raise _broken(file, "a second install would change it again")
    after = wired.encode()
    if record is None or record.after != digest(after):
        record = Record(
            receipt.key(file.path),
            file.holds,
            "" if base is None else digest(base.encode()),
            digest(after),
            receipts.undo_of(plain.encode(), after),
            file.containers(plain),
            record.folders if record is not None else _folders_of_ours(snapshot, receipt, made=base is None),
        )
    return Planned(
        file, _change(snapshot, after, private=file.mode == 0o600), record, (), _notes(file, snapshot, wired)
    )


def _notes(file: ManagedFile, snapshot: Snapshot, wired: str) -> tuple[str, ...]:
    notes = []
    why = file.unread(wired)
    if why:
        notes.append(
            f"{file.path} {why}: its client reads nothing of such a file, so neither your entries nor ours take effect "
            "until that is gone."
        )
    if snapshot.links > 1 and wired.encode() != snapshot.data:
        notes.append(f"{file.path} had a second name (a hard link); the file by that name keeps the old text.")
    return tuple(notes)


def is_wired(file: ManagedFile) -> bool:
    """Return whether a file holds an entry of ours; False for one that cannot be read."""
    if not os.path.isfile(file.path):
        return False
    try:
        with open(file.path, encoding="utf-8") as opened:
            text = opened.read()
        return "trailnote" in text and file.unwire(text, NONE) != text
    except (OSError, UnicodeDecodeError, TextError):
        return False


def remove(file: ManagedFile, *, reach: Reach, receipt: Receipt) -> Planned:
    """Return what takes Trailnote's entries out of `file`; the exact bytes before them where nobody edited it since."""
    record = receipt.get(file.path)
    if not mentions_us(file.path):
        return Planned(file, None, None, _folders_made(record, os.path.realpath(file.path), receipt))
    snapshot = read(file.path, within=reach.within, not_within=reach.not_within)
    folders = _folders_made(record, snapshot.real, receipt)
    text = text_of(snapshot)
    base = _base(file, snapshot, text, record)
    if base == text:
        return Planned(file, None, None, folders)
    stripped = base if base is not None else ""
    if not file.is_within(stripped, text):
        raise _broken(file, "taking our entries out would have added something")
    after = None if base is None else stripped.encode()
    if after is None and record is None:
        folders = _clients_own(os.path.dirname(snapshot.real))
    return Planned(file, _change(snapshot, after, private=file.mode == 0o600), None, folders)


def _base(file: ManagedFile, snapshot: Snapshot, text: str, record: Record | None) -> str | None:
    """Return the file's text as it is without us, or None where there would be no file."""
    if snapshot.data is None:
        return None
    stripped = _edited(file, lambda: file.unwire(text, record.existing if record is not None else NONE))
    before = receipts.undone(record, snapshot.data) if record is not None else None
    if record is not None and before is not None and _leads_back(file, before, text, stripped):
        return None if record.created or (file.promoted and file.has_nothing(before.decode())) else before.decode()
    if stripped == text:
        return text
    # Without a receipt, a file that holds exactly what we write into a new one was made by us.
    made_by_us = file.made_by_us or text == _edited(file, lambda: file.wire(""))
    if record is not None:
        made_by_us = record.created
    return None if (made_by_us or file.promoted) and file.has_nothing(stripped) else stripped


def _clients_own(folder: str) -> tuple[str, ...]:
    """Return `folder` and those above it up to a client's (`.opencode/plugins`, `.opencode`); none outside of one."""
    found = [folder, os.path.dirname(folder)]
    names = [os.path.basename(one) in CLIENT_FOLDERS for one in found]
    return tuple(found[: names.index(True) + 1]) if True in names else ()


def _folders_of_ours(snapshot: Snapshot, receipt: Receipt, *, made: bool) -> tuple[str, ...]:
    """Return the folders that are to be made for a file, or the client's that an install without a receipt `made`."""
    found = []
    folder = os.path.dirname(snapshot.real)
    if made and snapshot.data is not None:
        return tuple(receipt.key(one) for one in _clients_own(folder))
    while not os.path.isdir(folder):
        found.append(receipt.key(folder))
        folder = os.path.dirname(folder)
    return tuple(found)


def _folders_made(record: Record | None, real: str, receipt: Receipt) -> tuple[str, ...]:
    """Return those folders of a record that lie above its file."""
    above, found = os.path.dirname(real), []
    if record is None:
        return ()
    named = {os.path.normpath(os.path.join(receipt.root, folder)) for folder in record.folders}
    while above not in named and os.path.dirname(above) != above:
        above = os.path.dirname(above)
    while above in named:
        found.append(above)
        above = os.path.dirname(above)
    return tuple(found)


def mentions_us(path: str) -> bool:
    """Return whether a file may hold an entry of ours; one that does not is none of our business, mended or broken."""
    if os.path.exists(path) and not os.path.isfile(path):
        return False  # a folder or a pipe, which would be waited for
    try:
        with open(path, "rb") as file:
            return b"trailnote" in file.read()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _leads_back(file: ManagedFile, before: bytes, text: str, stripped: str) -> bool:
    """Return whether what a receipt gives back says just what the file says without our entries.

    A receipt is a file like another: one that was put there by somebody else must not bring anything in.
    """
    try:
        candidate = before.decode()
        return (
            file.is_within(candidate, text)
            and file.is_within(stripped, candidate)
            and file.unwire(candidate, NONE) == candidate
        )
    except (UnicodeDecodeError, TextError):
        return False


def _prove(file: ManagedFile, before: str, after: str) -> None:
    if not _edited(file, lambda: file.is_within(before, after)):
        raise _broken(file, "the edit would have lost a value")
    if file.unread(after) and not file.unread(before):
        raise _broken(file, "the client would no longer read the file")
    if not _edited(file, lambda: file.is_within(file.unwire(after, file.containers(before)), before)):
        raise _broken(file, "the edit would have added more than our entries")


def _edited(file: ManagedFile, edit: Callable[[], T]) -> T:
    try:
        return edit()
    except TextError as error:
        raise SettingsError(
            f"{file.path}:{error.line}: {error.reason}; {NOTHING_CHANGED}. Mend the file there and run this again."
        ) from error


def _broken(file: ManagedFile, reason: str) -> SettingsError:
    return SettingsError(
        f"{file.path}: {reason}, so {NOTHING_CHANGED}. "
        "This is a fault of Trailnote's: please report it with the shape of the file."
    )


def _change(snapshot: Snapshot, after: bytes | None, *, private: bool) -> Change | None:
    if after == snapshot.data:
        return None
    return Change(
        snapshot.real,
        snapshot.data,
        after,
        mode=snapshot.mode,
        uid=snapshot.uid,
        gid=snapshot.gid,
        identity=snapshot.identity,
        private=private,
    )
