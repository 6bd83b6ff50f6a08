"""Our entries are known by what they run, whatever stands around it; everybody else's are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from trailnote_installers.recognise import (
    CLIENTS,
    EVENTS,
    SERVER_ARGS,
    SERVER_COMMAND,
    hook_command,
    runs_hook,
    runs_server,
)

CLONE = Path(__file__).resolve().parents[2]
OURS = [
    *(hook_command(event) for event in EVENTS),
    *(hook_command(event, client) for event in EVENTS for client in CLIENTS),
    '"$HOME/.local/bin/trailnote-hook" stop',
    "~/.local/bin/trailnote-hook stop",
    "TRAILNOTE_BUDGET=300 $HOME/.local/bin/trailnote-hook session_start",
    "timeout 5 /home/ada/.local/bin/trailnote-hook post_tool_use",
    "'/home/ada lovelace/.local/bin/trailnote-hook' stop || true",
    "trailnote hook pre_compact",
    "/opt/venv/bin/trailnote hook stop; exit 0",
    "python3 -S -E /opt/trailnote/hooks/session_start.py",
    "/usr/bin/python3.12 -I -X pycache_prefix=/tmp/x '/home/ada lovelace/Trailnote/hooks/stop.py' || true",
    f"python3 {CLONE}/hooks/stop.py",
    "sh -c 'exec $HOME/.local/bin/trailnote-hook session_start'",
]
THEIRS = [
    "",
    "trailnote-hook",
    "trailnote-hook nonsense",
    "echo trailnote-hook stop; rm x",
    "lint && trailnote-hook stop",
    "trailnote-hook stop && lint",
    "trailnote-hook stop | tee log",
    "my-trailnote-hook stop",
    "trailnote-hook-wrapper stop",
    "trailnote status stop",
    "cat trailnote-hook stop",
    "trailnote-hook stop\nlint",
    "x" * 5000 + "trailnote-hook stop",
    "other hook stop",
    "trailnote-hook stop somebody",
    "trailnote-hook stop cursor && lint",
    "trailnote-hook stop\ncursor",
    "python3 /opt/other/hooks/stop.py",
    "python3 /opt/trailnotes/hooks/stop.py",
    "python3 /opt/trailnote/hooks/mine.py",
    "python3 /opt/trailnote/hooks/stop.py --mine && lint",
    "python3 hooks/stop.py",
    "sh -c 'trailnote-hook stop && lint'",
]


@pytest.mark.parametrize("command", OURS)
def test_ours(command: str) -> None:
    assert runs_hook(command)


@pytest.mark.parametrize("command", THEIRS)
def test_theirs(command: str) -> None:
    assert not runs_hook(command)


@pytest.mark.parametrize(
    ("command", "args", "ours"),
    [
        (SERVER_COMMAND, SERVER_ARGS, True),
        ("trailnote", ["serve"], True),
        ("/opt/venv/bin/trailnote", ["serve", "--repo", "."], True),
        ("python3", ["-m", "trailnote_mcp"], True),
        ("python3", ["/opt/trailnote/mcp_server"], True),
        ("python3", [str(CLONE / "mcp_server")], True),
        ("python3", ["/opt/other/mcp_server"], False),
        ("mcp_server", [], False),
        ("npx", ["trailnote"], False),
        ("my-trailnote", ["serve"], False),
        ("trailnote-other", ["serve"], False),
        (None, None, False),
        (3, "serve", False),
    ],
)
def test_a_server_is_known_by_what_it_runs(command: object, args: object, ours: bool) -> None:
    assert runs_server(command, args) is ours
