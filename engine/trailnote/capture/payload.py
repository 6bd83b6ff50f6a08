"""The one normaliser: what a client hands to a hook, in the form of Claude Code and Codex, becomes an `Event`.

Only what Trailnote uses is taken, and every text that is taken is redacted and then capped. Of a file that was edited a
few changed lines are taken; other file contents, the environment and the results of web and MCP tools never are.
"""

from __future__ import annotations

import os

from trailnote import jsontext, paths
from trailnote.capture.redact import redact, redact_and_cap, without_own_blocks
from trailnote.model import Event, digest, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_BYTES = 1 << 20
TEXT_CHARS = 8_000  # a prompt, a last message
COMMAND_CHARS = 4_000
HEAD_CHARS, TAIL_CHARS = 4_000, 8_000  # of a tool's output: what a signature and a test summary need
PATH_CHARS = 1_000

NATIVE = ("claude-code", "codex")  # what they send is read here; see capture/dialects for the others
KIND_OF = {
    "SessionStart": "session_start",
    "UserPromptSubmit": "prompt",
    "PostToolUse": "tool",
    "PostToolUseFailure": "tool_failure",
    "PreCompact": "checkpoint",
    "Stop": "stop",
    "SessionEnd": "session_end",
}
_LEADING = {
    "session_id", "cwd", "hook_event_name", "tool_name", "tool_use_id", "transcript_path", "turn_id", "timestamp",
    "conversation_id", "generation_id", "cursor_version",
}  # fmt: skip
EDITS = {"Edit", "MultiEdit", "Write", "NotebookEdit"}
_EXIT = "Exit code "
_PATCHED = ("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: ")


class PayloadError(ValueError):
    """The standard input of a hook is no payload of a known event."""


def parse(raw: bytes) -> tuple[dict[str, object], bool]:
    """Return (payload, whether it was cut at MAX_BYTES). Raises PayloadError.

    Of a payload longer than is read the leading fields (session, event, tool, path) are kept, so that a very large
    edit is still known to have happened.
    """
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]  # Cursor's command line on Windows begins with a byte order mark
    if len(raw) <= MAX_BYTES:
        try:
            value = jsontext.loads(raw.decode("utf-8", "replace"))
        except ValueError as exc:
            raise PayloadError(f"standard input is no JSON ({len(raw)} bytes)") from exc
        if not isinstance(value, dict):
            raise PayloadError("standard input is JSON, but no object")
        return value, False
    head = raw[:65536].decode("utf-8", "replace")
    if not head.lstrip().startswith("{"):
        raise PayloadError(f"standard input is no JSON (more than {MAX_BYTES} bytes)")
    import json
    import re

    fields: dict[str, object] = {}
    for name, value in re.findall(r'"([a-z_]{2,20})"\s*:\s*("(?:[^"\\]|\\.){0,2000}")', head):
        if name in _LEADING:
            fields.setdefault(name, json.loads(value))
        elif name in ("file_path", "path", "command"):
            inner = fields.setdefault("tool_input", {})
            if isinstance(inner, dict):
                inner.setdefault(name, json.loads(value))
    if not ("session_id" in fields or "conversation_id" in fields) or "hook_event_name" not in fields:
        raise PayloadError(f"standard input is longer than {MAX_BYTES} bytes and begins with nothing known")
    return fields, True


def client_of(payload: Mapping[str, object]) -> str:
    """Return whose payload it is. The environment cannot tell: one client may have been started inside another.

    Cursor, Copilot CLI and VS Code run the hooks of Claude Code's settings too.
    """
    transcript = text_of(payload, "transcript_path").replace("\\", "/")
    if "cursor_version" in payload:
        return "cursor"
    if "timestamp" in payload and "/projects/" not in transcript:
        return "copilot-cli"
    rollout = os.path.basename(transcript).startswith("rollout-") or "/.codex/" in transcript
    return "codex" if rollout or "turn_id" in payload else "claude-code"


class Scrubber:
    """Redacts with the user's own patterns beside ours, then caps."""

    __slots__ = ("allow", "extra")

    def __init__(self, extra: tuple[str, ...] = (), allow: tuple[str, ...] = ()) -> None:
        self.extra = extra
        self.allow = allow

    def text(self, value: str, limit: int) -> str:
        """Return `value` without blocks of ours, redacted and capped at `limit` characters."""
        return redact_and_cap(without_own_blocks(value), limit, extra=self.extra, allow=self.allow) if value else ""

    def output(self, value: str) -> str:
        """Return a tool's output without blocks of ours, redacted, with its head and its tail when it is long."""
        if not value:
            return ""
        clean = redact(without_own_blocks(value), extra=self.extra, allow=self.allow)
        if len(clean) <= HEAD_CHARS + TAIL_CHARS:
            return clean
        head = clean[:HEAD_CHARS].rsplit(None, 1)[0]
        tail = clean[-TAIL_CHARS:].split(None, 1)[-1]
        return f"{head}\n[… {len(clean) - len(head) - len(tail)} characters left out …]\n{tail}"


def normalise(
    payload: Mapping[str, object],
    *,
    project: paths.Project,
    cwd: str,
    now_ns: int,
    scrubber: Scrubber,
    client: str = "",
    script: str = "",
    truncated: bool = False,
) -> Event:
    """Return the event that `payload` reports, without its final id (see `call_name`). Raises PayloadError.

    `script` is the event that the hook script was made for, used when the payload names none.
    """
    name = text_of(payload, "hook_event_name") or script
    kind = KIND_OF.get(name)
    if kind is None:
        raise PayloadError(f"unknown event {name[:60]!r}")
    head, branch = paths.read_head(project.gitdir, project.commondir) if project.gitdir else ("", "")
    fields: dict[str, object] = {
        "id": "",
        "client": client or client_of(payload),
        "session": text_of(payload, "session_id")[:128] or "unknown",
        "kind": kind,
        "at_ns": now_ns,
        "cwd": cwd,
        "head": head,
        "branch": scrubber.text(branch, PATH_CHARS),
        "gitdir": project.gitdir,
        "reflog": paths.reflog_size(project.gitdir) if project.gitdir else -1,
        "worktree": project.worktree,
        "agent": text_of(payload, "agent_id")[:64],
        "call": text_of(payload, "tool_use_id")[:128],
        "transcript": text_of(payload, "transcript_path")[:PATH_CHARS],
        "truncated": truncated,
    }
    if kind in ("tool", "tool_failure"):
        _tool(payload, fields, scrubber)
    else:
        turn = text_of(payload, "prompt_id") or text_of(payload, "turn_id")
        fields["call"] = turn[:128]
        text = text_of(payload, "prompt") or text_of(payload, "last_assistant_message")
        fields["text"] = scrubber.text(text or text_of(payload, "custom_instructions"), TEXT_CHARS)
        source = text_of(payload, "source") or text_of(payload, "trigger") or text_of(payload, "reason")
        fields["source"] = source[:40]
    _scrub_names(fields, scrubber)
    return Event(**fields)


_NAMES = ("session", "agent", "call", "transcript", "source", "tool", "cwd")


def _scrub_names(fields: dict[str, object], scrubber: Scrubber) -> None:
    """Redact the names and places of an event; all at one look, since hardly any holds a secret.

    Those of the project's own folders stay: what lies in them is found by them.
    """
    joined = "\n".join([str(fields.get(name, "")) for name in _NAMES])
    if scrubber.text(joined, len(joined) + 1) != joined:
        for name in _NAMES:
            if name in fields:
                fields[name] = scrubber.text(str(fields[name]), PATH_CHARS)


def call_name(event: Event) -> tuple[str, bool]:
    """Return (a digest of the call, whether its ids alone make it unique).

    Where they do not (a start, an end) the moment tells two calls apart: see `spool.claim`.
    """
    # Claude Code's and Codex's prompts and stops bear the id of a turn, which may stop twice.
    unique = bool(event.call) and (event.kind in ("tool", "tool_failure") or event.client not in NATIVE)
    return (
        digest(
            event.client, event.session, event.kind, event.call, event.agent, event.source, event.text, event.command
        ),
        unique,
    )


def _tool(payload: Mapping[str, object], fields: dict[str, object], scrubber: Scrubber) -> None:
    tool = text_of(payload, "tool_name")[:128]
    given, response = payload.get("tool_input"), payload.get("tool_response")
    inputs: Mapping[str, object] = given if isinstance(given, dict) else {}
    fields["tool"] = tool
    duration = payload.get("duration_ms")
    fields["duration_ms"] = duration if isinstance(duration, int) else -1
    path = text_of(inputs, "file_path") or text_of(inputs, "notebook_path")
    clean: Callable[[str], str] = lambda p: scrubber.text(p, PATH_CHARS)  # noqa: E731
    if fields["kind"] == "tool" and (tool == "apply_patch" or (tool in EDITS and path)):
        from trailnote.capture import changes

        fields["change"] = scrubber.text(changes.of_tool(tool, inputs, response), changes.MAX_CHARS)
    if tool == "apply_patch":
        fields["edited"] = tuple(clean(p) for p in patched_files(text_of(inputs, "command")))
        fields["output"] = scrubber.output(_plain(response))
    elif tool in EDITS and path:
        fields["edited"] = (clean(path),)
    elif tool == "Read" and path:
        fields["read"] = (clean(path),)
    elif tool in ("Bash", "PowerShell"):
        fields["command"] = scrubber.text(text_of(inputs, "command"), COMMAND_CHARS)
        # What our own command prints was told before: remembered again it would grow at each turn.
        fields["output"] = "" if _is_ours(text_of(inputs, "command")) else scrubber.output(_plain(response))
        if isinstance(response, dict):
            fields["exit_code"] = None if response.get("interrupted") is True else 0
    if fields["kind"] == "tool_failure":
        _failure(payload, fields, scrubber)


def _failure(payload: Mapping[str, object], fields: dict[str, object], scrubber: Scrubber) -> None:
    error = text_of(payload, "error")
    if error.startswith(_EXIT):
        number, _, rest = error[len(_EXIT) :].partition("\n")
        if number.strip().lstrip("-").isdigit():
            fields["exit_code"] = int(number)
            error = rest
    if payload.get("is_interrupt") is True:
        fields["source"] = "interrupt"
    if fields["tool"] in ("Bash", "PowerShell"):
        fields["output"] = "" if _is_ours(str(fields.get("command", ""))) else scrubber.output(error)


def _is_ours(command: str) -> bool:
    """Whether a command line runs nothing but `trailnote`, beside `cd`. What `trailnote run` runs is not ours."""
    if "trailnote" not in command:
        return False
    ours = False
    for part in command.replace("&&", ";").replace("\n", ";").split(";"):
        words = [word for word in part.split() if "=" not in word]
        name = words[0].replace("\\", "/").rpartition("/")[2] if words else "cd"
        if name in ("trailnote", "trailnote.exe") and words[1:2] != ["run"]:
            ours = True
        elif name != "cd":
            return False
    return ours


def _plain(response: object) -> str:
    if isinstance(response, str):
        return response
    if isinstance(response, dict):
        out, err = text_of(response, "stdout"), text_of(response, "stderr")
        return f"{out}\n{err}" if out and err else out or err
    return ""


def patched_files(patch: str) -> tuple[str, ...]:
    """Return the paths that an `apply_patch` text names, in order, each once."""
    found: dict[str, None] = {}
    for line in patch.splitlines():
        for mark in _PATCHED:
            if line.startswith(mark):
                found[line[len(mark) :].strip()] = None
    return tuple(found)
