"""Over generated files of each format, for every file of every client: in and out again gives back the same bytes,
twice is once, what a person edits in between stays, what is written parses and holds every value of the person's.

`test_round_trip.py` does the same by the installers' own verbs, for the four project files of two clients at once.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.installers.configs import (
    EXAMPLES,
    HOOKS,
    SAMPLE,
    SERVERS,
    json_files,
    markdown_files,
    objects,
    read_json,
    toml_files,
)

from trailnote.errors import SettingsError
from trailnote.render.managed import Block
from trailnote_installers import plan
from trailnote_installers.clients import Machine as Person
from trailnote_installers.clients import all_clients
from trailnote_installers.managed import ManagedFile, markdown_block_in
from trailnote_installers.plan import Reach
from trailnote_installers.receipt import Receipt
from trailnote_installers.transaction import Change, Transaction

PERSON = Person("/home/ada", {})
ROOT = "/home/ada/shop"


class Case(NamedTuple):
    """One file of a client's; `make` gives it a place in a folder of the test."""

    name: str
    path: str

    def make(self, folder: str) -> ManagedFile:
        """Return the file as its client has it, below `folder`."""
        found = files(os.path.join(folder, "shop"), Person(folder, {}))
        return next(file for file in found if _named(file, folder) == self.path)


def files(worktree: str, person: Person) -> Iterator[ManagedFile]:
    """Yield every file of every client that a person may have written into, both scopes."""
    for client in all_clients():
        for file in (*client.project_files(worktree), *client.user_files(person)):
            if file.path.endswith((".json", ".toml")):
                yield file


def _named(file: ManagedFile, folder: str) -> str:
    return os.path.relpath(file.path, folder)


CASES = {_named(file, "/home/ada"): Case(file.holds, _named(file, "/home/ada")) for file in files(ROOT, PERSON)}
JSON = sorted(path for path in CASES if path.endswith(".json"))
TOML = sorted(path for path in CASES if path.endswith(".toml"))
EACH = settings(max_examples=max(EXAMPLES // 8, 1) + 1, derandomize=True, database=None)
TEXTS = json_files(objects(hooks=HOOKS, mcpServers=SERVERS, servers=SERVERS, mcp=SERVERS))


@contextmanager
def folder_in_memory() -> Iterator[str]:
    """Yield a folder on a file system in memory, where there is one: these tests sync files by the thousand."""
    base = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        yield os.path.realpath(base)
    finally:
        shutil.rmtree(base)


class Wired:
    """One file, with the receipt of what was done to it."""

    def __init__(self, file: ManagedFile, folder: str, text: str) -> None:
        self.file, self.reach, self.book = file, Reach((folder,)), Receipt(folder)
        self.path = Path(file.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(text.encode())
        self.path.chmod(0o640)

    @property
    def text(self) -> str:
        """What the file says, its line ends untouched."""
        return self.path.read_bytes().decode()

    def install(self) -> bool:
        """Put our entries in; return whether that changed a byte."""
        planned = plan.install(self.file, reach=self.reach, receipt=self.book)
        if planned.record is not None:
            self.book.records[planned.record.path] = planned.record
        return self._commit(planned.change)

    def remove(self) -> bool:
        """Take them out; return whether that changed a byte."""
        return self._commit(plan.remove(self.file, reach=self.reach, receipt=self.book).change)

    def _commit(self, change: Change | None) -> bool:
        Transaction([change] if change is not None else []).commit()
        return change is not None


def check(case: Case, text: str, read: Callable[[str], Any], edit: Callable[[str], str]) -> None:
    """See that all of it holds for one file."""
    with folder_in_memory() as folder:
        wired = Wired(case.make(folder), folder, text)
        before = read(text)
        assert wired.install()
        once = wired.text
        assert _within(before, read(once)), "a value of the person's is gone"
        assert not wired.install() and wired.text == once, "twice is not once"
        assert wired.remove() and wired.text == text, "other bytes came back"
        assert wired.path.stat().st_mode & 0o777 == 0o640
        assert not wired.remove()
        wired.install()
        edited = edit(wired.text)
        wired.path.write_bytes(edited.encode())
        wired.install()
        assert wired.text == edited, "what the person edited was touched"
        wired.remove()
        left = read(wired.text)
        assert _within(before, left) and left["edited by hand"] == 1
        assert "trailnote" not in wired.text.replace(text, "") or "trailnote" in text


def _within(inner: Any, outer: Any) -> bool:
    """Return whether every value of `inner` is in `outer`: members by name, items in their order."""
    if isinstance(inner, dict):
        return isinstance(outer, dict) and all(k in outer and _within(v, outer[k]) for k, v in inner.items())
    if isinstance(inner, list):
        rest = iter(outer) if isinstance(outer, list) else iter(())
        return all(any(_within(one, other) for other in rest) for one in inner)
    return repr(inner) == repr(outer)


def _edit_json(text: str) -> str:
    start = _first_brace(text)
    return f'{text[: start + 1]}"edited by hand": 1, {text[start + 1 :]}'


def _edit_toml(text: str) -> str:
    mark = text[: text.startswith("\ufeff")]
    return f'{mark}"edited by hand" = 1\n{text[len(mark) :]}'


def _first_brace(text: str) -> int:
    at = 0
    while text[at] != "{":
        if text.startswith("//", at):
            at = text.index("\n", at)
        elif text.startswith("/*", at):
            at = text.index("*/", at) + 1
        at += 1
    return at


@pytest.mark.parametrize("path", JSON)
def test_json(path: str) -> None:
    @EACH
    @given(text=TEXTS)
    def each(text: str) -> None:
        check(CASES[path], text, read_json, _edit_json)

    each()


@pytest.mark.parametrize("path", TOML)
def test_toml(path: str) -> None:
    @settings(max_examples=EXAMPLES // 2 + 1, derandomize=True, database=None)
    @given(text=toml_files())
    def each(text: str) -> None:
        check(CASES[path], text, lambda found: tomllib.loads(found.removeprefix("\ufeff")), _edit_toml)

    each()


def test_the_files_generated_are_enough() -> None:
    assert len(JSON) * (EXAMPLES // 8 + 1) >= EXAMPLES and len(TOML) * (EXAMPLES // 2 + 1) >= EXAMPLES


@SAMPLE
@given(
    text=markdown_files().filter(lambda text: not _leaves_a_fence_open(text)),
    rules=st.lists(st.sampled_from(["Use tabs.", "Größe\nzählt.", "`x`"]), min_size=1),
)
def test_markdown(text: str, rules: list[str]) -> None:
    """`trailnote promote` puts the block in; the installers, who know nothing of its inside, take it out."""
    with folder_in_memory() as folder:
        path = Path(folder, "CLAUDE.md")
        file = markdown_block_in(str(path))
        once = _promoted(text, rules)
        assert _promoted(once, rules) == once, "twice is not once"
        wired = Wired(file, folder, once)
        assert wired.remove() and wired.text == text, "other bytes came back"
        path.write_bytes((once + ("" if once.endswith("\n") else "\n") + "edited by hand\n").encode())
        assert wired.remove() and wired.text.replace("\r", "").endswith("edited by hand\n")
        assert [line for line in text.splitlines() if line.strip()] == [
            line for line in wired.text.splitlines() if line.strip() and line != "edited by hand"
        ]


def _leaves_a_fence_open(text: str) -> bool:
    """Return whether what follows the text would be code: such a file is refused."""
    try:
        Block(text, path="CLAUDE.md")
    except SettingsError:
        return True
    return False


def _promoted(text: str, rules: list[str]) -> str:
    block = Block(text, path="CLAUDE.md")
    for number, rule in enumerate(dict.fromkeys(rules)):
        if f"r-0{number}ab" not in block.entries():
            block.add(f"r-0{number}ab", rule)
    return block.text()


def test_what_our_entries_do_not_lie_in_may_be_of_any_shape() -> None:
    """A file of servers has nothing to do with hooks, and one of hooks nothing with servers."""
    for path, text in (
        ("shop/.mcp.json", '{"hooks": [], "version": "2"}'),
        ("shop/.cursor/mcp.json", '{"hooks": null}'),
        ("shop/.claude/settings.json", '{"mcpServers": [1]}'),
        ("shop/.codex/hooks.json", '{"mcpServers": "none"}'),
    ):
        check(CASES[path], text, read_json, _edit_json)
