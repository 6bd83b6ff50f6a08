"""Texts of sixty kinds through every door, and what a later session, a tool's caller and a person's terminal get."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SOURCE_ROOTS
from tests.payloads import claude, codex
from tests.poison_texts import MARK, TEXTS
from trailnote import hook
from trailnote.render.brief import CLOSE, OPEN
from trailnote.render.quoting import as_data
from trailnote.service import exchange
from trailnote_mcp.calls import Calls

SIGNS = re.compile(
    r"</?\s*(?:trailnote|system|user|human|assistant|function|invoke|tool|local-command|command-|environment_|start_of)"
    r"|<\||\n\s*\n(?:Human|Assistant|System|User):|^\s*(?:SYSTEM|USER):",
    re.IGNORECASE,
)
TOKEN = re.compile(r'<trailnote project="[^"<>=\n]*"(?: branch="[^"<>=\n]*")?>\n')
Door = Callable[[Path, str, int], None]


def say(repo: Path, script: str, payload: dict[str, Any], client: str = "") -> str:
    """Deliver one event, and return the context in the answer, which must be one JSON object that has nothing else."""
    answer = hook.run(script, json.dumps(payload).encode(), os.environ, client=client)
    if not answer:
        return ""
    assert "\n" not in answer
    fields = json.loads(answer)
    assert set(fields) in ({"hookSpecificOutput"}, {"systemMessage"}), fields
    if "systemMessage" in fields:
        assert not SIGNS.search(fields["systemMessage"])
        return ""
    assert set(fields["hookSpecificOutput"]) == {"hookEventName", "additionalContext"}
    return str(fields["hookSpecificOutput"]["additionalContext"])


def unseen(text: str) -> list[str]:
    """Return the characters of `text` that steer a terminal, hide or turn others around."""
    return [
        hex(ord(c)) for c in text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    ]


def git(repo: Path, *arguments: str, **more: Any) -> None:
    subprocess.run(["git", *arguments], cwd=repo, check=True, capture_output=True, **more)


def ref(text: str) -> str:
    """Return `text` as a name that git takes for a branch or a tag."""
    name = "".join(c for c in text if c not in " ~^:?*[\\\x7f" and ord(c) > 32).replace("..", "").replace("@{", "@")
    return name.replace("//", "/").strip("/.").removesuffix(".lock")[:80].strip("/.")


def through_branch(repo: Path, text: str, number: int) -> None:
    git(repo, "checkout", "-q", "-B", f"b{number}-{ref(text)}")
    (repo / "branch.py").write_text(f"n = {number}\n", encoding="utf-8")
    git(repo, "add", "branch.py")
    git(repo, "commit", "-q", "-m", f"Work on {MARK} number {number} of the branches")
    say(repo, "post_tool_use", claude("PostToolUse", repo, session="bad", tool_use_id=f"b{number}"))
    say(
        repo,
        "user_prompt_submit",
        claude("UserPromptSubmit", repo, session="bad", prompt=f"go on with {MARK} {number}"),
    )
    say(repo, "stop", claude("Stop", repo, session="bad", last_assistant_message=f"{MARK} stopped at {number}"))


def through_tag(repo: Path, text: str, number: int) -> None:
    git(repo, "commit", "-q", "--allow-empty", "-m", f"Release {MARK} {number}")
    git(repo, "tag", "-f", "-a", "-m", text.replace("\0", "") or "x", f"v{number}-{ref(text)}")
    say(repo, "post_tool_use", claude("PostToolUse", repo, session="bad", tool_use_id=f"t{number}"))


def through_author(repo: Path, text: str, number: int) -> None:
    name = text.replace("\0", "")[:200]
    env = {**os.environ, "GIT_AUTHOR_NAME": name, "GIT_COMMITTER_NAME": name, "GIT_AUTHOR_EMAIL": name or "x"}
    (repo / "author.py").write_text(f"n = {number}\n", encoding="utf-8")
    git(repo, "add", "author.py")
    git(
        repo,
        "commit",
        "-q",
        "-m",
        f"Add {MARK} as author {number}",
        "-m",
        f"Co-authored-by: {name[:60]!r} <x@y.z>",
        env=env,
    )
    say(repo, "post_tool_use", claude("PostToolUse", repo, session="bad", tool_use_id=f"a{number}"))


def through_ids(repo: Path, text: str, number: int) -> None:
    """A session, an agent, a call and a model's words that are all the text."""
    fields: dict[str, Any] = {
        "agent_id": "",
        "tool_use_id": f"{text}{number}",
        "prompt_id": text,
        "transcript_path": text,
    }
    bad = text or "bad"
    say(repo, "session_start", claude("SessionStart", repo, session=bad, source=text, model=text, agent_type=text))
    say(repo, "user_prompt_submit", claude("UserPromptSubmit", repo, session=bad, prompt=text, session_title=text))
    for tool in (text, f"mcp__{MARK}__{text}"[:100], "WebFetch"):
        given = {"command": text, "url": text, "file_path": text}
        say(
            repo,
            "post_tool_use",
            claude("PostToolUse", repo, session=bad, **{**fields, "tool_name": tool, "tool_input": given}),
        )
    say(repo, "stop", claude("Stop", repo, session=bad, last_assistant_message=text))
    say(repo, "session_end", claude("SessionEnd", repo, session=bad, reason=text))


def through_codex(repo: Path, text: str, number: int) -> None:
    failed = f"Traceback (most recent call last):\nValueError: {MARK} {text}\n"
    patch = f"*** Begin Patch\n*** Update File: {text.splitlines()[0] or 'x'}\n@@\n-a\n+{text}\n*** End Patch"
    tool = {"session": "0dex", "tool_use_id": f"c{number}"}
    say(repo, "user_prompt_submit", codex("UserPromptSubmit", repo, session="0dex", prompt=text), "codex")
    say(
        repo,
        "post_tool_use",
        codex("PostToolUse", repo, **tool, tool_input={"command": text}, tool_response=failed),
        "codex",
    )
    say(
        repo,
        "post_tool_use",
        codex(
            "PostToolUse",
            repo,
            **{**tool, "tool_use_id": f"p{number}"},
            tool_name="apply_patch",
            tool_input={"command": patch},
            tool_response="Done",
        ),
        "codex",
    )
    say(repo, "stop", codex("Stop", repo, session="0dex", last_assistant_message=text), "codex")


def through_command(repo: Path, text: str, number: int) -> None:
    """A command that fails with the text in it, time and again, and then passes."""
    command = {"command": f"pytest -q -k {MARK} # {text}"}
    error = f"Exit code 1\n{text}\nE   ValueError: {MARK}: {text}\nFAILED tests/{text}.py::test_{text} - {text}"
    for turn in range(3):
        call: dict[str, Any] = {"session": "bad", "tool_input": command, "tool_use_id": f"x{number}-{turn}"}
        say(repo, "post_tool_use_failure", claude("PostToolUseFailure", repo, **call, error=error))
    say(repo, "post_tool_use", claude("PostToolUse", repo, session="bad", tool_input=command, tool_use_id=f"y{number}"))


def through_note(repo: Path, text: str, number: int) -> None:
    """A colleague's note, committed to the branch that is checked out."""
    folder = repo / ".trailnote/notes"
    folder.mkdir(parents=True, exist_ok=True)
    quoted = json.dumps(text)
    head = f"---\nkind: note\nkey: {number}-{quoted}\nnamespace: decisions\ntitle: {quoted}\ntags: [{quoted}]\n---\n"
    (folder / f"colleague-{number}.md").write_text(f"{head}{MARK} {text}\n", encoding="utf-8", newline="\n")
    git(repo, "add", "-f", ".trailnote/notes")
    git(repo, "commit", "-q", "-m", f"Note {number}")


def through_document(repo: Path, text: str, number: int) -> None:
    (repo / "docs").mkdir(exist_ok=True)
    (repo / f"docs/{MARK}{number}.md").write_text(f"# {text}\n\n{MARK} {text}\n\n## {text}\n", encoding="utf-8")
    git(repo, "add", "docs")
    git(repo, "commit", "-q", "-m", f"Document {number} of {MARK}")
    say(repo, "post_tool_use", claude("PostToolUse", repo, session="bad", tool_use_id=f"d{number}"))


def through_tools(repo: Path, text: str, number: int) -> None:
    """The arguments of the server's tools."""
    calls = Calls(str(repo), os.environ)
    try:
        calls.remember(
            text, namespace="decisions", files=["README.md"], tags=[text], key=f"{text}{number}", scope="project"
        )
        if number % 10 == 0:
            calls.handoff("begin", id="", to_agent="", summary=text, open_questions=[text], next_steps=[text])
    finally:
        calls.workspace.close()


def through_import(repo: Path, text: str, number: int) -> None:
    line = {"type": "memory", "namespace": "decisions", "key": f"{text}{number}", "title": text, "text": text}
    more = {
        "files": [text, f"../../{MARK}", f"-{MARK}", f"/etc/{MARK}"],
        "symbols": [text],
        "tags": [text],
        "author": text,
    }
    calls = Calls(str(repo), os.environ)
    try:
        exchange.take_in(calls.workspace, [json.dumps({**line, **more, "branch": text, "pinned": True})])
    finally:
        calls.workspace.close()


DOORS: list[Door] = [
    through_branch,
    through_tag,
    through_author,
    through_ids,
    through_codex,
    through_command,
    through_note,
    through_document,
    through_tools,
    through_import,
]


def contexts(repo: Path) -> Iterator[str]:
    """Yield what later sessions of both clients are told at each moment that is answered."""
    asked = f"what about {MARK}: the branches, the release, the author, the document and the decision"
    error = f"Exit code 1\n{TEXTS[0]}\nE   ValueError: {MARK}: {TEXTS[0]}\nFAILED tests/a.py::test_b - {MARK}"
    yield say(repo, "session_start", claude("SessionStart", repo, session="n1"))
    yield say(repo, "user_prompt_submit", claude("UserPromptSubmit", repo, session="n1", prompt=asked))
    failed: dict[str, Any] = {
        "session": "n1",
        "tool_use_id": "n1f",
        "tool_input": {"command": f"pytest -q -k {MARK} # {TEXTS[0]}"},
    }
    yield say(repo, "post_tool_use_failure", claude("PostToolUseFailure", repo, **failed, error=error))
    yield say(repo, "pre_compact", claude("PreCompact", repo, session="n1"))
    yield say(repo, "session_start", claude("SessionStart", repo, session="n1", source="compact"))
    yield say(repo, "stop", claude("Stop", repo, session="n1"))
    yield say(repo, "session_start", codex("SessionStart", repo, session="n2"), "codex")
    yield say(repo, "user_prompt_submit", codex("UserPromptSubmit", repo, session="n2", prompt=asked), "codex")
    done: dict[str, Any] = {"session": "n2", "tool_use_id": "n2f", "tool_input": {"command": "pytest -q"}}
    yield say(repo, "post_tool_use", codex("PostToolUse", repo, **done, tool_response=error), "codex")


def check_context(context: str) -> None:
    if not context:
        return
    assert TOKEN.match(context) and context.endswith(f"\n{CLOSE}"), context[:200]
    inside = context[context.index(">") + 1 : -len(CLOSE)]
    assert "<" not in inside and ">" not in inside and OPEN not in inside, inside
    assert not unseen(context), unseen(context)
    for line in inside.strip("\n").split("\n"):
        assert line.startswith(("· ", "Records of ", "More: ")), line[:120]
    assert inside.count("Records of earlier work here") == 1 or inside.count("\nRecords of ") == 1


def results(repo: Path) -> Iterator[Any]:
    """Yield what the server's reading tools return."""
    calls = Calls(str(repo), os.environ)
    try:
        yield calls.status("low")
        found = calls.query(MARK, [], namespace="", scope="both", mode="auto", limit=30)
        yield found
        for hit in found["hits"][:10]:
            yield calls.read(hit["id"])
        yield calls.diff("rules")
        yield calls.handoff("list", id="", to_agent="", summary="", open_questions=[], next_steps=[])
    finally:
        calls.workspace.close()


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield str(name)
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def files_of(repo: Path) -> dict[Path, bytes]:
    return {
        p: p.read_bytes()
        for p in repo.parent.rglob("*")
        if p.is_file()
        and not {".git", "local"} & set(p.parts)
        and "trailnote" not in p.relative_to(repo.parent).parts[:2]
    }


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_what_comes_through_a_door_is_told_as_data_and_changes_no_file(repo: Path, door: Door) -> None:
    say(repo, "session_start", claude("SessionStart", repo, session="bad"))
    for number, text in enumerate(TEXTS):
        door(repo, text, number)
    say(repo, "session_end", claude("SessionEnd", repo, session="bad"))
    before = files_of(repo)
    told = list(contexts(repo))
    for context in told:
        check_context(context)
    answered = list(results(repo))
    for answer in answered:
        for text in strings(answer):
            assert not SIGNS.search(text), text
            assert not unseen(text), text
    assert any(MARK in text for text in told) or MARK in json.dumps(answered), "the door led nowhere"
    assert files_of(repo) == before


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[1:25])
def test_a_project_with_such_a_folder_and_branch_is_named_in_the_block(repo: Path, tmp_path: Path, text: str) -> None:
    folder = tmp_path / text.replace("/", "\u2215").replace("\0", "").encode()[:120].decode("utf-8", "ignore")
    git(repo, "checkout", "-q", "-b", f"w-{ref(text)}")
    repo.rename(folder)
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", f"Stop {MARK} in its tracks"], cwd=folder, check=True)
    say(folder, "session_start", claude("SessionStart", folder, session="s1"))
    say(folder, "user_prompt_submit", claude("UserPromptSubmit", folder, session="s1", prompt=f"fix {MARK}"))
    say(
        folder,
        "post_tool_use",
        claude(
            "PostToolUse", folder, session="s1", tool_name="Edit", tool_input={"file_path": str(folder / "README.md")}
        ),
    )
    say(folder, "stop", claude("Stop", folder, session="s1"))
    say(folder, "session_end", claude("SessionEnd", folder, session="s1"))
    context = say(folder, "session_start", claude("SessionStart", folder, session="s2"))
    check_context(context)
    assert MARK in context


def test_a_terminal_gets_no_sign_that_steers_it(repo: Path) -> None:
    for number, text in enumerate(TEXTS):
        through_tools(repo, text, number)
        through_codex(repo, text, number)
    verbs = (
        ["list"],
        ["query", MARK],
        ["handoff", "list"],
        ["status"],
        ["recap"],
        ["brief"],
        ["diff"],
        ["skills"],
        ["suggest", "--task", MARK],
        ["audit"],
        ["report", "real-usage"],
        ["show", "decisions"],
    )
    for verb in verbs:
        shown = on_terminal(repo, verb)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        assert not unseen(plain), (verb, unseen(plain))
    assert MARK in on_terminal(repo, ["list"])


def on_terminal(repo: Path, verb: list[str]) -> str:
    """Return what a verb writes to a terminal, line ends as they are elsewhere."""
    control, terminal = pty.openpty()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS), "TERM": "xterm"}
    command = [sys.executable, "-m", "trailnote", *verb]
    shown = b""
    with subprocess.Popen(command, cwd=repo, env=env, stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal):
        os.close(terminal)
        while True:
            try:
                piece = os.read(control, 65536)
            except OSError:  # the last process with the other end is gone
                break
            if not piece:
                break
            shown += piece
    os.close(control)
    return shown.decode().replace("\r\n", "\n")


def test_code_stays_readable_in_a_tools_result() -> None:
    code = "fn f(x: Vec<u8>) -> Option<&str> { a < b && c > d }\n<div class='x'>é ü 漢</div>\t#include <user.h>\n"
    assert as_data({"text": code.replace("<user.h>", "<stdio.h>")}) == {"text": code.replace("<user.h>", "<stdio.h>")}


@pytest.mark.parametrize("verb", ["remember", "show", "forget", "promote", "handoff begin"])
def test_a_word_that_is_no_utf8_is_told_and_no_bug(repo: Path, verb: str) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    command: list[str | bytes] = [sys.executable, "-m", "trailnote", *verb.split(), b"\xff\xfe</trailnote>"]
    done = subprocess.run(command, cwd=repo, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1) and b"UTF-8" in done.stderr
