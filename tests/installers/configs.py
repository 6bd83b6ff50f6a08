"""Configuration files as people and programs write them: generated, with every liberty that the formats allow."""

from __future__ import annotations

import json
import os
import random
import re
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

# A fixed sample in the everyday run; `TRAILNOTE_EXAMPLES=5000` for a long one. A round trip runs the installers up to
# five times on four files, so that 170 of them are over 500 files too.
EXAMPLES = int(os.environ.get("TRAILNOTE_EXAMPLES", "500"))
SAMPLE = settings(max_examples=EXAMPLES, derandomize=True, database=None)
ROUND_TRIPS = settings(max_examples=max(EXAMPLES // 3, 1) + 4, derandomize=True, database=None)

NAMES = st.one_of(
    st.sampled_from(
        ["model", "env", "permissions", "allow", "statusLine", "theme", "a", "ключ", "名", 'qu"ote', "back\\slash"]
    ),
    st.text(max_size=8),
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", "// no comment", "/* none */", "a,]}", "trailnote", "ends with \\", "[ -x x ]", "\u2028", "😀"]
    ),
    st.text(max_size=12),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)

COMMANDS = st.sampled_from(
    [
        "npm test",
        "echo trailnote-hook",
        '"$CLAUDE_PROJECT_DIR"/check.sh --strict',
        "my-trailnote-hook-wrapper stop",
        "lint && trailnote-hook stop",
        "cat ~/.local/bin/trailnote-hook",
    ]
)
HANDLERS = st.fixed_dictionaries(
    {"type": st.just("command"), "command": COMMANDS}, optional={"timeout": st.integers(1, 60), "async": st.booleans()}
)
GROUPS = st.fixed_dictionaries(
    {"hooks": st.lists(HANDLERS, max_size=2)}, optional={"matcher": st.sampled_from(["", "*", "Edit|Write", "Bash"])}
)
EVENTS = st.sampled_from(["SessionStart", "PostToolUse", "Stop", "PreToolUse", "Notification", "SessionEnd"])
HOOKS = st.dictionaries(EVENTS, st.lists(GROUPS, max_size=2), max_size=4)
SERVERS = st.dictionaries(
    st.sampled_from(["github", "db", "weather", "trail note", "Trailnote"]),
    st.fixed_dictionaries(
        {"command": st.sampled_from(["npx", "docker", "sh"])}, optional={"args": st.lists(TEXTS, max_size=2)}
    ),
    max_size=3,
)


def objects(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with any members and, sometimes, the known ones."""
    other = st.dictionaries(NAMES.filter(lambda name: name not in known), VALUES, max_size=4)
    parts = st.fixed_dictionaries({}, optional=dict(known))
    both = st.tuples(other, parts, st.booleans())
    return both.map(lambda both: {**both[0], **both[1]} if both[2] else {**both[1], **both[0]})


class JsonWriter:
    """Writes a value in a manner that is drawn once, with comments and odd spacing where the dice say so."""

    def __init__(self, dice: random.Random, *, plain: bool) -> None:
        self.dice = dice
        self.plain = plain
        self.newline = dice.choice(["\n", "\n", "\r\n"])
        self.indent = dice.choice(["  ", "    ", "\t", " ", "", None])
        self.colon = dice.choice([": ", ": ", ":", " : ", ":  "])
        self.comments = 0.0 if plain else dice.choice([0.0, 0.1, 0.4])
        self.trailing = not plain and dice.random() < 0.4
        self.inline = dice.choice([0.0, 0.2, 0.8])
        self.ascii = dice.random() < 0.3

    def text(self, value: object) -> str:
        """Return the whole file."""
        mark = "\ufeff" if self.dice.random() < 0.15 else ""
        end = self.dice.choice(["", self.newline, self.newline * 2, "  "])
        return mark + self.gap() + self.value(value, "", one_line=self.indent is None) + self.gap() + end

    def gap(self, *, same_line: bool = False) -> str:
        """Return what may stand between two tokens."""
        if self.dice.random() >= self.comments:
            return ""
        if same_line or self.dice.random() < 0.5:
            return self.dice.choice(["/* x */", ' /* , } ] " */ ', "/**/"])
        note = self.dice.choice(["a", "}", '"', "trailnote"])
        return f" // it's {note}{self.newline}{self.indent or ''}"

    def value(self, value: object, indent: str, *, one_line: bool) -> str:
        """Return a value, its first line at `indent`."""
        if isinstance(value, dict | list) and value:
            return self.filled(value, indent, one_line=one_line or self.dice.random() < self.inline)
        if isinstance(value, dict | list):
            inside = self.dice.choice(["", "", " ", self.newline + indent]) + self.gap()
            return f"{{{inside}}}" if isinstance(value, dict) else f"[{inside}]"
        return json.dumps(value, ensure_ascii=self.ascii or _has_surrogate(value))

    def filled(self, value: dict[str, Any] | list[Any], indent: str, *, one_line: bool) -> str:
        """Return a container that holds something."""
        inner = indent + (self.indent or "")
        items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
        parts = []
        for name, item in items:
            head = (
                ""
                if name is None
                else json.dumps(name, ensure_ascii=self.ascii) + self.gap(same_line=True) + self.colon
            )
            parts.append(self.gap() + head + self.value(item, inner, one_line=one_line) + self.gap())
        lead, between, close = self.newline + inner, "," + self.newline + inner, self.newline + indent
        if one_line:
            lead = close = self.dice.choice(["", " "])
            between = self.dice.choice([", ", ",", " , "])
        comma = "," if self.trailing and self.dice.random() < 0.7 else ""
        body = lead + between.join(parts) + comma + self.gap() + close
        return f"{{{body}}}" if isinstance(value, dict) else f"[{body}]"


def _has_surrogate(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value)


def json_files(value: st.SearchStrategy[dict[str, Any]], *, plain: bool = False) -> st.SearchStrategy[str]:
    """Return texts of JSON files that hold such values, and now and then an empty one."""
    written = st.builds(lambda v, dice: JsonWriter(dice, plain=plain).text(v), value, st.randoms(use_true_random=False))
    return st.one_of(
        written, written, written, written, written, written, written, st.sampled_from(["", "{}", "{}\n", "\n", "{ }"])
    )


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\r\n]*|/\*.*?\*/|[^"/]+|/', re.DOTALL)


def read_json(text: str) -> Any:
    """Read such a text by a way of its own: comments and trailing commas cut away, then the standard library."""
    tokens = [token for token in _TOKEN.findall(text.removeprefix("\ufeff")) if not token.startswith(("//", "/*"))]
    plain = ""
    for token in tokens:
        if not token.startswith('"') and re.match(r"\s*[}\]]", token):
            plain = re.sub(r",\s*\Z", "", plain)
        plain += token if token.startswith('"') else re.sub(r",(\s*[}\]])", r"\1", token)
    return json.loads(plain) if plain.strip() else {}


def toml_string(dice: random.Random, value: str) -> str:
    """Return a string in one of TOML's four notations that can hold it."""
    kinds = [json.dumps(value).replace("\\/", "/")]
    if "'" not in value and value.isprintable():
        kinds.append(f"'{value}'")
        kinds.append(f"'''{value}'''")
    return dice.choice(kinds)


class TomlWriter:
    """Writes a Codex configuration: root keys, tables in any order, dotted keys, arrays of tables, comments."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.newline = dice.choice(["\n", "\n", "\r\n"])
        self.comments = dice.choice([0.0, 0.3])

    def text(self) -> str:
        """Return the whole file."""
        blocks = [self.pairs(["model", "approval_policy", '"quoted key"', "tui.theme"])]
        servers = self.dice.choice(["none", "tables", "table", "dotted", "inline", "none"])
        if servers == "dotted":
            blocks[0] += [f"mcp_servers.{name}.command = {self.scalar()}" for name in ("github", '"od.d"')]
        if servers == "inline":
            inner = self.dice.choice(
                ["{}", "{ }", '{ github = { command = "npx", args = ["-y", "}"] } }', '{a.command="x"}']
            )
            blocks[0].append(f"mcp_servers = {inner}")
        tables = [[f"[profiles.{n}]", *self.pairs(["model", "effort"])] for n in self.dice.sample(["a", "b", "c"], 2)]
        tables += [["[[rules]]", *self.pairs(["match"])] for _ in range(self.dice.randrange(3))]
        tables.append(['[projects."/home/ada/my shop"]', 'trust_level = "trusted"'])
        if servers == "tables":
            tables += [
                ["[mcp_servers.github]", f"command = {self.scalar()}", "", "[mcp_servers.github.env]", "A = '1'"]
            ]
        if servers == "table":
            tables += [["[mcp_servers]", 'github.command = "npx"', 'db = { command = "docker" } # inline']]
        self.dice.shuffle(tables)
        blocks += tables[: self.dice.randrange(len(tables) + 1)] if servers in ("none", "dotted", "inline") else tables
        lines: list[str] = []
        for block in blocks:
            lines += [*block, *[""] * self.dice.randrange(3)]
        text = self.newline.join(self.commented(line) for line in lines)
        mark = "\ufeff" if self.dice.random() < 0.1 else ""
        return mark + text + self.dice.choice(["", self.newline, self.newline * 2])

    def commented(self, line: str) -> str:
        """Return the line with, perhaps, a comment on it or above it."""
        if self.dice.random() >= self.comments or line.endswith(('"""', "[")):
            return line
        note = self.dice.choice(["# [mcp_servers.trailnote]", "# ] } ' \" ", "#"])
        return f"{line} {note}" if self.dice.random() < 0.5 else f"{note}{self.newline}{line}"

    def pairs(self, names: list[str]) -> list[str]:
        """Return some of the names with values."""
        return [f"{name} = {self.scalar()}" for name in names if self.dice.random() < 0.6]

    def scalar(self) -> str:
        """Return a value."""
        return self.dice.choice(
            [
                toml_string(self.dice, self.dice.choice(["npx", "# no comment", "[a]", 'x"y', "é", "a = b"])),
                "1_000",
                "nan",
                "-inf",
                "1979-05-27T07:32:00Z",
                "[ 1, [2, 3], ]",
                '["a", # inside\n  "b]",\n]',
                '"""\n[mcp_servers.trailnote]\ncommand = \\"x\\"\n"""',
                "{ a = { b = 'c}' }, \"d e\".f = [1] }",
            ]
        )


def toml_files() -> st.SearchStrategy[str]:
    """Return texts of TOML files, and now and then an empty one."""
    written = st.randoms(use_true_random=False).map(lambda dice: TomlWriter(dice).text())
    return st.one_of(written, written, written, written, written, st.sampled_from(["", "\n", "# only a comment"]))


def markdown_files() -> st.SearchStrategy[str]:
    """Return texts of Markdown files, code fences and other HTML comments among them."""
    lines = st.sampled_from(
        [
            "# Rules",
            "",
            "- use tabs",
            "<!-- note -->",
            "```",
            "~~~",
            "    <!-- code -->",
            "text  ",
            "<!-- other:begin -->",
            "é",
        ]
    )
    joined = st.tuples(st.lists(lines, max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans())
    return joined.map(lambda parts: parts[1].join(parts[0]) + (parts[1] if parts[2] else ""))
