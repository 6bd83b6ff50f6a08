"""Rules under one key of ours in a settings file: every other byte of the file stays as it is.

    {"permissions": {…}, "trailnote": {"rules": [{"id": "r-7c1e", "text": "Freeze the clock in tests that retry"}]}}

A start hook tells them (`recall.standing`), since the client itself reads no rules there.
"""

from __future__ import annotations

import json

from trailnote.errors import SettingsError
from trailnote.render.quoting import seen

KEY = "trailnote"
_BLANK = " \t\r\n"


class Member:
    """One member of the outermost object, by positions in the text: its key's start, its value's start and end."""

    __slots__ = ("end", "key", "start", "value_start")

    def __init__(self, key: str, *, start: int, value_start: int, end: int) -> None:
        self.key = key
        self.start = start
        self.value_start = value_start
        self.end = end


class Settings:
    """A settings file's text with the rules in it. Raises SettingsError for a text that is no plain JSON object."""

    def __init__(self, text: str, *, path: str) -> None:
        self._old = text
        self._path = path
        self._members, self._open, self._close = _members(text, path)
        ours = [member for member in self._members if member.key == KEY]
        if len(ours) > 1:
            raise SettingsError(f'{path}: has the key "{KEY}" {len(ours)} times; nothing was changed. Leave one.')
        self._ours = ours[0] if ours else None
        self._value = _value(text, self._ours, path)
        listed = self._value.get("rules", [])
        if not isinstance(listed, list):
            raise SettingsError(f'{path}: "{KEY}.rules" is no list; nothing was changed. Take it out.')
        self._rules: list[object] = list(listed)
        self._changed = False

    def entries(self) -> dict[str, str]:
        """Return the rules as {id: text}, in their order."""
        return dict(pair for rule in self._rules if (pair := _pair(rule)) is not None)

    def add(self, id: str, text: str) -> None:
        """Append a rule, its text verbatim but for what nobody sees."""
        self._rules.append({"id": id, "text": seen(text)})
        self._changed = True

    def replace(self, id: str, text: str) -> None:
        """Give the rule of `id` another text, in its place."""
        self._rules = [{"id": id, "text": seen(text)} if _is(rule, id) else rule for rule in self._rules]
        self._changed = True

    def remove(self, id: str) -> bool:
        """Take the rule of `id` out; return whether there was one."""
        kept = [rule for rule in self._rules if not _is(rule, id)]
        found = len(kept) < len(self._rules)
        self._rules, self._changed = kept, self._changed or found
        return found

    def text(self) -> str:
        """Return the whole file; without a rule our key goes, and with it the comma that set it apart."""
        if not self._changed:
            return self._old
        value = {name: held for name, held in self._value.items() if name != "rules"}
        if self._rules:
            value["rules"] = self._rules
        if not value:
            return self._without()
        return self._with(value)

    def _with(self, value: dict[str, object]) -> str:
        old = self._old
        if not old.strip("\ufeff" + _BLANK):
            return old + json.dumps({KEY: value}, ensure_ascii=False, indent=2) + "\n"
        newline = "\r\n" if "\r\n" in old else "\n"
        indent = self._indent()
        if indent is None:
            written = json.dumps(value, ensure_ascii=False)
        else:
            unit: int | str = "\t" if indent.startswith("\t") else len(indent) or 2
            lines = json.dumps(value, ensure_ascii=False, indent=unit).split("\n")
            written = (newline + indent).join(lines)
        if self._ours is not None:
            return old[: self._ours.value_start] + written + old[self._ours.end :]
        lead = " " if indent is None else newline + indent
        member = f"{lead}{json.dumps(KEY)}: {written}"
        if self._members:
            last = self._members[-1].end
            return old[:last] + "," + member + old[last:]
        return old[: self._open + 1] + (member if indent is not None else member[1:]) + (
            newline if indent is not None and "\n" not in old[self._open : self._close] else ""
        ) + old[self._open + 1 :]  # fmt: skip

    def _without(self) -> str:
        if self._ours is None:
            return self._old
        at = self._members.index(self._ours)
        if at > 0:
            return self._old[: self._members[at - 1].end] + self._old[self._ours.end :]
        if len(self._members) > 1:
            return self._old[: self._ours.start] + self._old[self._members[1].start :]
        return self._old[: self._open + 1] + self._old[self._close :]

    def _indent(self) -> str | None:
        """Return the white space before a member on a line of its own; None for an object on one line."""
        if not self._members:
            return "  "
        before = self._old[self._open + 1 : self._members[0].start]
        return before.rpartition("\n")[2] if "\n" in before else None


def _pair(rule: object) -> tuple[str, str] | None:
    if not isinstance(rule, dict):
        return None
    id, text = rule.get("id"), rule.get("text")
    return (id, text) if isinstance(id, str) and isinstance(text, str) else None


def _is(rule: object, id: str) -> bool:
    return isinstance(rule, dict) and rule.get("id") == id


def _value(text: str, ours: Member | None, path: str) -> dict[str, object]:
    value = json.loads(text[ours.value_start : ours.end]) if ours else {}
    if not isinstance(value, dict):
        raise SettingsError(f'{path}: "{KEY}" is no object; nothing was changed. Take it out.')
    return value


def _members(text: str, path: str) -> tuple[list[Member], int, int]:
    """Return the members of the outermost object, and where it opens and closes."""
    start = _skip(text, len(text) - len(text.lstrip("\ufeff")))
    if start == len(text):
        return [], start, start
    try:
        if not isinstance(json.loads(text[start:]), dict):
            raise ValueError("it is no object")
    except (ValueError, RecursionError) as exc:
        raise SettingsError(
            f"{path}: cannot be edited without touching what is yours ({exc}); nothing was changed. "
            "Make it plain JSON, without comments."
        ) from exc
    decoder = json.JSONDecoder()
    found: list[Member] = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        key_at = at
        key, at = decoder.raw_decode(text, at)
        value_at = _skip(text, _skip(text, at) + 1)  # past the colon
        _, at = decoder.raw_decode(text, value_at)
        found.append(Member(key, start=key_at, value_start=value_at, end=at))
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found, start, at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
