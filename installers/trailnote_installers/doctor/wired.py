"""The clients' files: which hold our entries, which should, and what is wrong with those that do."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trailnote.errors import SettingsError

from .. import plan, receipt
from ..clients import Client, all_clients
from ..context import Context
from ..editors import TextError
from ..editors.json_syntax import Node, parse
from ..launchers import WINDOWS
from ..managed import ManagedFile
from ..receipt import Receipt
from ..recognise import runs_hook, runs_server
from ..snapshot import NOTHING_CHANGED
from ..target import Target
from . import Finding, fail, ok, warn

SCOPES = ("project", "user")
SERVER_KEYS = (("mcpServers",), ("mcp_servers",), ("servers",), ("mcp", "servers"), ("mcp",))

PER_SECOND = {"gemini-cli": 1000}  # of a time limit, where it is not in seconds


@dataclass(frozen=True, slots=True)
class Place:
    """A client's file that holds our entries, or that a receipt says should."""

    client: Client
    scope: str
    file: ManagedFile
    is_wired: bool


def places(context: Context, target: Target) -> list[Place]:
    """Return the files of every client, both scopes, that hold our entries or are named by a receipt."""
    found = []
    for client in all_clients():
        for scope in SCOPES:
            book = book_of(context, target, scope)
            for file in _files(context, target, client, scope):
                is_wired = plan.is_wired(file)
                if is_wired or book.get(file.path) is not None:
                    found.append(Place(client, scope, file, is_wired))
    # Two clients may share a file (`.mcp.json`): the first one speaks for it.
    return list({place.file.path: place for place in reversed(found)}.values())[::-1]


def _files(context: Context, target: Target, client: Client, scope: str) -> tuple[ManagedFile, ...]:
    if scope == "user":
        return client.user_files(context.machine)
    return client.project_files(target.project.worktree) if target.project is not None else ()


def book_of(context: Context, target: Target, scope: str) -> Receipt:
    """Return a scope's receipt."""
    if scope == "project" and target.project is not None:
        return receipt.load(os.path.join(target.project.local_dir, receipt.NAME), root=target.project.root)
    return receipt.load(os.path.join(context.user_dir, receipt.NAME), root="")


def check(context: Context, target: Target, found: list[Place]) -> list[Finding]:
    """Return one finding a file: whole, edited, gone, or of no use to its client."""
    if not found:
        return [
            fail(
                "entries", "no client is wired here, neither for this repository nor for you.", "Run: trailnote install"
            )
        ]
    return [*(_of_file(context, target, place) for place in found), *_beside(context, target, found)]


def _beside(context: Context, target: Target, found: list[Place]) -> list[Finding]:
    """Find files of the wired clients that hold nothing of ours and that their client cannot read either."""
    results, known = [], {place.file.path for place in found}
    for client in {place.client.name: place.client for place in found if place.is_wired}.values():
        for file in (file for scope in SCOPES for file in _files(context, target, client, scope)):
            why = file.unread(_text(file.path)) if file.path not in known else ""
            if why:
                message = f"{file.path} {why}, so {client.title} reads nothing of it, or does not start."
                results.append(warn("settings", message, "Take that out."))
    return results


def _of_file(context: Context, target: Target, place: Place) -> Finding:
    path, holds = place.file.path, place.file.holds
    named = "it" if place.scope == "project" else "it with --scope user"
    remedy = f"Run: trailnote doctor --fix, which puts {named} back; or trailnote clean, if that was meant."
    reach = plan.of_person(context.home, place.client.user_folders(context.machine))
    if target.project is not None:
        reach = plan.Reach((target.project.worktree, *reach.within))
    try:
        planned = plan.install(place.file, reach=reach, receipt=book_of(context, target, place.scope))
        text = _text(path)
    except SettingsError as error:
        what, _, remedy = str(error).partition(f"; {NOTHING_CHANGED}. ")
        return fail("entries", what.rstrip(".") + ".", remedy or "Mend the file there.")
    if not place.is_wired:
        return fail("entries", f"{path} holds no {holds} of Trailnote's any more.", remedy, f"wire {place.scope}")
    why = place.file.unread(text)
    if why:
        return fail("entries", f"{path} {why}, so {place.client.title} reads nothing of it.", "Take that out.")
    if planned.change is not None:
        message = f"{path}: Trailnote's {holds} there: edited, incomplete, or from an older version."
        return fail("entries", message, remedy, f"wire {place.scope}")
    return ok("entries", f"{place.client.title}: {holds} in {path}")


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def hooks_in(path: str, client: str, *, platform: str = sys.platform) -> Iterator[tuple[str, str, float]]:
    """Yield (event, command, timeout in seconds) of our hooks in a client's JSON file, the command that is run on
    `platform`."""
    elsewhere = ("commandWindows",) if platform == WINDOWS else ()
    hooks = value_of(path).get("hooks")
    for event, groups in hooks.items() if isinstance(hooks, dict) else ():
        for group in groups if isinstance(groups, list) else ():
            inner = group.get("hooks", [group]) if isinstance(group, dict) else None
            for handler in inner if isinstance(inner, list) else ():
                command = _first(handler, "command", "bash")
                if isinstance(command, str) and runs_hook(command):
                    timeout = _first(handler, "timeout", "timeoutSec")
                    limit = float(timeout) if isinstance(timeout, int | float) else 60.0
                    run = str(_first(handler, *elsewhere) or command)
                    yield str(event), run, limit / PER_SECOND.get(client, 1)


def _first(handler: object, *names: str) -> object:
    return next((handler[name] for name in names if name in handler), None) if isinstance(handler, dict) else None


def servers_in(path: str) -> Iterator[tuple[list[str], Mapping[str, object]]]:
    """Yield (command with arguments, the whole entry) of our MCP server in a client's JSON or TOML file."""
    value = value_of(path)
    for keys in SERVER_KEYS:
        inner: object = value
        for key in keys:
            inner = inner.get(key) if isinstance(inner, dict) else None
        for entry in inner.values() if isinstance(inner, dict) else ():
            if not isinstance(entry, dict):
                continue
            command, args = entry.get("command"), entry.get("args")
            words = [command] if isinstance(command, str) else command if isinstance(command, list) else []
            words = [str(word) for word in [*words, *(args if isinstance(args, list) else [])]]
            if words and runs_server(words[0], words[1:]):
                yield words, entry


def value_of(path: str) -> dict[str, object]:
    """Return a file's value; an empty one where it cannot be read, which `check` has said by then."""
    try:
        text = _text(path).removeprefix("\ufeff")
        if path.endswith(".toml"):
            return tomllib.loads(text)
        try:
            value = json.loads(text or "{}")
        except ValueError:
            value = _plain(parse(text))  # comments, as some clients allow them
    except (ValueError, TextError):
        return {}
    return value if isinstance(value, dict) else {}


def _plain(node: Node | None) -> object:
    if node is None:
        return {}
    if node.kind == "object":
        return {str(entry.key): _plain(entry.value) for entry in node.entries}
    if node.kind == "array":
        return [_plain(entry.value) for entry in node.entries]
    return node.string() if node.kind == "string" else json.loads(node.raw)
