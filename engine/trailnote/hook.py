"""The one entry of the hook scripts: read, record, answer. The fail-open boundary of the hook path.

A hook exits 0 always and prints at most one JSON object. Whatever goes wrong becomes one line in the log, which
`status` shows. What only records loads no SQLite.
"""

from __future__ import annotations

import os
import sys
import time

from trailnote import clones, paths
from trailnote import config as settings
from trailnote.capture import payload, spool
from trailnote.model import Event, digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SECOND = 10**9
# A second delivery of one call (plugin and settings both installed) comes within milliseconds of the first.
_TWICE_NS = 3 * _SECOND
# Clients whose hook at a prompt takes no context: what would be told there stays untold for another moment.
_DEAF_AT_PROMPT = ("cursor", "vscode")


def main(script: str, client: str = "") -> None:
    """Run the hook `script` (session_start, …) on this process's standard input, and end the process with 0."""
    answer = ""
    try:
        if os.environ.get("TRAILNOTE_HOOKS") != "0":
            answer = run(script, _read_input(), os.environ, client=client)
    except BaseException as exc:  # noqa: BLE001  the named boundary: a hook never breaks a session
        _say(script, f"{type(exc).__name__}: {exc}", os.environ)
    if client == "cursor":
        answer = answer or "{}"  # its schema asks for an object, also where there is nothing to say
    try:
        if answer:
            sys.stdout.buffer.write(answer.encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
    finally:
        # No destructors, no flush of what a broken pipe holds back: nothing can turn the exit code.
        os._exit(0)


def run(script: str, raw: bytes, env: Mapping[str, str], *, client: str = "") -> str:
    """Record the payload `raw` and return what is to be printed: "" or one JSON object on one line."""
    try:
        fields, truncated = payload.parse(raw)
        client = client or payload.client_of(fields)
        if client not in payload.NATIVE:
            from trailnote.capture import dialects

            client, fields = dialects.translate(client, fields)
        cwd = _directory(fields)
        project = paths.find_project(cwd, env)
        place = cwd
        if project is None:
            project = _worked_in(fields, cwd, env)
            place = project.worktree if project else cwd
        if paths.ignored(place):
            return ""
        if project is None:
            project = paths.user_project(env)
        why = clones.refusal(project, paths.user_dir(env), reading=False)
        if why:
            _say(script, why, env)
            return ""
        config = settings.load(project, env)
        if not config.enabled or _not_opted_in(config, project):
            return ""
        event = payload.normalise(
            fields,
            project=project,
            cwd=cwd,
            now_ns=time.time_ns(),
            scrubber=payload.Scrubber(tuple(config.redact_patterns), tuple(config.redact_allow)),
            client=client,
            script=_EVENT_OF.get(script, ""),
            truncated=truncated,
        )
    except payload.PayloadError as exc:
        _say(script, str(exc), env)
        return ""
    if truncated:
        _say(script, f"{event.tool or event.kind}: payload longer than 1 MiB; recorded without its text", env)
    if event.kind == "session_start":
        from trailnote.capture import process

        event.pid, event.pid_start = process.client()
    elif event.client == "codex" and event.command and event.exit_code is None:
        _ask_transcript(event, config)
    if not _deliver(project, event, env):
        return ""
    if not _may_answer(event):
        return ""
    why = clones.refusal(project, paths.user_dir(env), reading=True)
    if why:
        _say(script, why, env)
        return ""
    from trailnote import answer

    return answer.to(event, project=project, config=config, env=env)


_EVENT_OF = {
    "session_start": "SessionStart",
    "user_prompt_submit": "UserPromptSubmit",
    "post_tool_use": "PostToolUse",
    "post_tool_use_failure": "PostToolUseFailure",
    "pre_compact": "PreCompact",
    "stop": "Stop",
    "session_end": "SessionEnd",
}


def _read_input() -> bytes:
    """Return at most one byte more than a payload may have; the rest is left unread."""
    chunks, size = [], 0
    while size <= payload.MAX_BYTES:
        chunk = os.read(0, min(1 << 16, payload.MAX_BYTES + 1 - size))
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def _directory(fields: Mapping[str, object]) -> str:
    cwd = fields.get("cwd")
    if isinstance(cwd, str) and os.path.isabs(cwd) and os.path.isdir(cwd):
        return cwd
    return os.getcwd()


def _worked_in(fields: Mapping[str, object], cwd: str, env: Mapping[str, str]) -> paths.Project | None:
    """Return the project that a command run outside of any works in: `git -C dir …` started in its parent folder."""
    given = fields.get("tool_input")
    command = given.get("command") if isinstance(given, dict) else None
    if not isinstance(command, str):
        return None
    from trailnote.capture import places

    for place in places.named(command[:10_000], cwd):
        project = paths.find_project(place, env)
        if project is not None:
            return project
    return None


def _not_opted_in(config: settings.Config, project: paths.Project) -> bool:
    return config.user_scope == "opt-in" and not os.path.isdir(project.local_dir)


def _deliver(project: paths.Project, event: Event, env: Mapping[str, str]) -> bool:
    """Put the event into the spool; return False when it came before, or could not be written."""
    name, unique = payload.call_name(event)
    try:
        fresh = not os.path.isdir(project.local_dir)
        paths.ensure_local(project, user=paths.user_dir(env))
        if fresh:
            from trailnote.capture import log

            log.prepare_counter(project.local_dir)  # while there is space for it
        first = event.at_ns
        if not unique or _may_answer(event):
            first = spool.claim(project.local_dir, name, now_ns=event.at_ns, window_ns=_TWICE_NS)
        event.id = name if unique else digest(name, str(first))
        if first != event.at_ns:
            return False
        spool.write(project.local_dir, event)
        return True
    except OSError as exc:
        from trailnote.capture import log

        folders = _log_folders(project, env)
        log.count_dropped(folders, own=project.local_dir, root=project.root)
        message = f"event not written, counted as dropped: {exc}"
        log.write(folders, event.kind, message, own=project.local_dir, root=project.root)
        return False


def _may_answer(event: Event) -> bool:
    """Return whether this event can be answered at all; all others are only recorded."""
    if event.agent and event.kind != "tool_failure":
        return False
    if event.kind == "tool":
        if not event.command:
            return False
        from trailnote.capture import failing

        return failing.worth_a_look(event)
    if event.kind == "tool_failure":
        return bool(event.command)  # a failed edit or fetch leaves nothing to recognise
    if event.kind == "prompt" and event.client in _DEAF_AT_PROMPT:
        return False
    return event.kind in ("session_start", "prompt", "stop")


def _ask_transcript(event: Event, config: settings.Config) -> None:
    """Complete a shell call of Codex, whose payload tells no exit code."""
    from trailnote.capture import transcript

    scrubber = payload.Scrubber(tuple(config.redact_patterns), tuple(config.redact_allow))
    transcript.complete(event, lambda path: scrubber.text(path, payload.PATH_CHARS))


def _log_folders(project: paths.Project | None, env: Mapping[str, str]) -> tuple[str, ...]:
    """Return where a line may be logged, best first: never through a link that a repository brought along."""
    user = paths.user_dir(env)
    return (user,) if project is None or paths.link_in(project) else (project.local_dir, user)


def _say(where: str, message: str, env: Mapping[str, str]) -> None:
    """Write one line to the log of the project that the process stands in, else to the user's."""
    try:
        from trailnote.capture import log

        project = paths.find_project(os.getcwd(), env)
        known = project is not None and not clones.refusal(project, paths.user_dir(env), reading=False)
        known = known and project is not None and os.path.isdir(project.local_dir)
        own, root = (project.local_dir, project.root) if project is not None else ("", "")
        log.write(_log_folders(project if known else None, env), where, message, own=own, root=root)
    except Exception:  # noqa: BLE001, S110  part of the same boundary: there is nowhere left to say it
        pass
