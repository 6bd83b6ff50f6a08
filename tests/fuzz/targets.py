"""What is fuzzed: one function a door, each takes bytes and asserts what must hold for any of them.

`tests/fuzz` runs every corpus file and some hundred generated ones; `bench/fuzz.py` runs a target under atheris.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sqlite3
import tarfile
import tempfile
import unicodedata
from collections.abc import Callable

from trailnote import paths
from trailnote.capture import dialects, payload, places, transcript
from trailnote.capture.redact import redact, redact_and_cap
from trailnote.distill import shared_notes
from trailnote.distill.notebook import parse_entry
from trailnote.errors import RefusedError, SettingsError, UsageError
from trailnote.model import Event
from trailnote.render.managed import Block
from trailnote.render.quoting import as_data, quote
from trailnote.service import restore
from trailnote.store import transfer
from trailnote.store.database import split_script
from trailnote.store.schema import STEPS
from trailnote_installers.editors import TextError, json_text, toml_text

NOWHERE = paths.Project("/nowhere", resolved_by="folder")


def payload_(data: bytes) -> None:
    """A payload is an event that survives its own JSON, or a PayloadError; nothing else."""
    try:
        fields, cut = payload.parse(data)
        event = payload.normalise(
            fields, project=NOWHERE, cwd="/nowhere", now_ns=1, scrubber=payload.Scrubber(), truncated=cut
        )
    except payload.PayloadError:
        return
    payload.call_name(event)
    event.id = "x"
    raw = event.to_json().encode("utf-8", "replace")
    assert json.loads(Event.from_json(raw.decode()).to_json()) == json.loads(raw)


def event(data: bytes) -> None:
    """A spool file is an event, a ValueError or a TypeError."""
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        Event.from_json(data.decode("utf-8", "replace"))


def redact_(data: bytes) -> None:
    """Redaction takes any text; what it leaves is not longer by more than its marks, and a cap holds."""
    text = data.decode("utf-8", "replace")
    assert isinstance(redact(text), str)
    assert len(redact_and_cap(text, 100)) <= 100


def quote_(data: bytes) -> None:
    """What is quoted is one line without a tag or an invisible character, within its cap."""
    text = quote(data.decode("utf-8", "surrogateescape"), 200)
    assert "<" not in text and ">" not in text and "\n" not in text
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") for c in text)
    assert len(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) <= 200


def import_(data: bytes) -> None:
    """An import takes lines or skips them by number; a foreign format is a UsageError."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for step in STEPS:
        for statement in split_script(step):
            db.execute(statement)
    lines = data.decode("utf-8", "replace").splitlines()
    with contextlib.suppress(UsageError):
        done = transfer.import_lines(lines, database=lambda _: db, clean=redact, now_ns=1)
        assert all(1 <= number <= len(lines) for number, _ in done.skipped)
        list(transfer.export_lines(db, "project", now_ns=1))
    db.close()


def managed(data: bytes) -> None:
    """A Markdown text comes back the same after an entry was put in and taken out, or is refused."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        block = Block(text, path="x.md")
        if block.found:
            return
        block.add("m-0123456789ab", "An entry")
    except (SettingsError, RefusedError):
        return
    again = Block(block.text(), path="x.md")
    assert "m-0123456789ab" in again.entries()
    assert again.remove("m-0123456789ab")
    assert again.text() == text


def json_(data: bytes) -> None:
    """A settings file comes back the same after an entry was added and removed, but for blanks in an object that was
    empty (the installer's receipt knows those), or is a TextError."""
    text = data.decode("utf-8", "replace")
    try:
        changed = json_text.add(text, ("hooks", "Stop"), {"command": "ours"})
        root = json_text.find(text, ("hooks",))
    except TextError:
        return
    assert json_text.find(changed, ("hooks", "Stop")) is not None
    if root is not None and json_text.find(text, ("hooks", "Stop")) is None:
        assert _without_blanks(json_text.remove(changed, ("hooks", "Stop"))) == _without_blanks(text)


def toml(data: bytes) -> None:
    """A TOML file comes back the same after a table was added and removed, but for blanks in an empty one, or is a
    TextError."""
    text = data.decode("utf-8", "replace")
    try:
        changed = toml_text.add_table(text, ("mcp_servers", "trailnote"), {"command": "sh"})
    except TextError:
        return
    assert toml_text.table_at(changed, ("mcp_servers", "trailnote")) == {"command": "sh"}
    assert _without_blanks(toml_text.remove_table(changed, ("mcp_servers", "trailnote"))) == _without_blanks(text)


def _without_blanks(text: str) -> str:
    return re.sub(r"(?<=[{\[])\s+(?=[}\]])", "", text)


def notebook(data: bytes) -> None:
    """Any bytes are a notebook entry, with warnings where they are not a good one."""
    parse_entry(data, "2026-01-02-x.md")


def patch(data: bytes) -> None:
    """Any text is a patch that names some files or none."""
    assert isinstance(payload.patched_files(data.decode("utf-8", "replace")), tuple)


def places_(data: bytes) -> None:
    """Any text is a command line that names existing directories or none."""
    assert places.named(data.decode("utf-8", "replace").replace("\0", ""), "/") is not None


_SIGNS = re.compile(r"</?\s*(?:trailnote|system-|user_|function_)|<\||\x1b", re.IGNORECASE)


def results(data: bytes) -> None:
    """A tool's result has no sign of a client's and nothing unseen, and is the same when it is made safe again."""
    safe = as_data({"text": data.decode("utf-8", "surrogateescape")})
    assert isinstance(safe, dict)
    text = safe["text"]
    assert not _SIGNS.search(text), text
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") for c in text)


def note(data: bytes) -> None:
    """Any Markdown is a shared note or none, and one that we write is read as it was written."""
    found = shared_notes.parse(data.decode("utf-8", "replace"))
    if found is None:
        return
    fields, body = found
    plain = {name: value for name, value in fields.items() if name and isinstance(value, str)}
    if all(not set(name) & set(":\n") and name == name.strip() for name in plain) and "\r" not in body:
        again = shared_notes.parse(shared_notes.to_text(plain, body))
        assert again is not None
        assert again[1] == body.rstrip("\n")


def transcript_(data: bytes) -> None:
    """Any file completes the call that it holds, or changes nothing."""
    made = Event(id="x", client="codex", session="s", kind="tool", at_ns=1, cwd="/", call="call_1", command="make")
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(data)
        file.flush()
        made.transcript = file.name
        transcript.complete(made, lambda path: path)
    assert made.exit_code is None or isinstance(made.exit_code, int)


def dialects_(data: bytes) -> None:
    """What any client sends is an event, or a PayloadError."""
    for client in dialects.MODULES:
        try:
            fields, cut = payload.parse(data)
            client, fields = dialects.translate(client, fields)
            event = payload.normalise(
                fields, project=NOWHERE, cwd="/nowhere", now_ns=1, scrubber=payload.Scrubber(), client=client,
                script="PostToolUse", truncated=cut,
            )  # fmt: skip
        except payload.PayloadError:
            continue
        event.to_json().encode("utf-8", "replace")


def restore_(data: bytes) -> None:
    """Any file is a backup that is taken out whole, or refused; so is one whose members hold any bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in ("manifest.json", "trailnote.db"):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    for raw in (data, packed.getvalue()):
        with tempfile.TemporaryDirectory() as folder:
            path, place = os.path.join(folder, "b.tar"), os.path.join(folder, "out")
            with open(path, "wb") as file:
                file.write(raw)
            os.mkdir(place)
            with contextlib.suppress(RefusedError):
                restore._unpack(path, place)
            assert sorted(os.listdir(folder)) == ["b.tar", "out"]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "payload": payload_,
    "event": event,
    "redact": redact_,
    "quote": quote_,
    "import": import_,
    "managed": managed,
    "json": json_,
    "toml": toml,
    "notebook": notebook,
    "patch": patch,
    "places": places_,
    "results": results,
    "note": note,
    "transcript": transcript_,
    "dialects": dialects_,
    "restore": restore_,
}
