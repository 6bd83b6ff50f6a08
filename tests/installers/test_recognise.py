"""Our entries are known by what they run, whatever stands around it; everybody else's are not."""

from __future__ import annotations

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
        ("npx", ["trailnote"], False),
        ("my-trailnote", ["serve"], False),
        ("trailnote-other", ["serve"], False),
        (None, None, False),
        (3, "serve", False),
    ],
)
def test_a_server_is_known_by_what_it_runs(command: object, args: object, ours: bool) -> None:
    assert runs_server(command, args) is ours
