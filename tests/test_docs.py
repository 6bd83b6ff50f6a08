"""The guides and the program say the same: every verb, flag, tool, setting, client and check, in both directions."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from tests.conftest import SOURCE_ROOTS
from trailnote import config
from trailnote.cli.main import GROUPS, VERBS, group, run
from trailnote.model import NAMESPACES
from trailnote_installers.clients import all_clients
from trailnote_installers.main import parser
from trailnote_mcp.server import server

ROOT = Path(__file__).resolve().parent.parent
INSTALLERS = {"install", "init", "doctor", "clean", "uninstall"}
SCREEN = (24, 80)  # lines and columns


def guide(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(text: str) -> set[str]:
    """Return the names in code marks that begin the rows of a guide's tables."""
    cells = re.findall(r"^\| ((?:`[^`|]+` ?)+)\|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.fixture(scope="module")
def commands() -> ModuleType:
    spec = importlib.util.spec_from_file_location("commands_page", ROOT / "docs" / "commands.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_what_the_program_says(commands: ModuleType) -> None:
    assert guide("commands.md") == commands.text(), "run: python3 docs/commands.py"


def test_every_verb_has_its_section_and_every_section_its_verb() -> None:
    named = {words.split(" (")[0] for words in re.findall(r"^## (.+)$", guide("commands.md"), re.MULTILINE)}
    assert {name.split()[0] for name in named} == set(VERBS)


def test_every_tool_is_described_with_its_arguments() -> None:
    tools = {tool.name: set(tool.input_schema["properties"]) for tool in asyncio.run(server.list_tools())}
    assert rows(guide("mcp.md")) == set(tools)
    for name, arguments in tools.items():
        row = next(line for line in guide("mcp.md").splitlines() if line.startswith(f"| `{name}` |"))
        assert set(re.findall(r"`(\w+)`", row.split("|")[2])) == arguments, name


def test_every_setting_and_namespace_is_described() -> None:
    before, _, after = guide("memory.md").partition("## Settings")
    assert rows(after) == {name for name in config.Config.__slots__ if name != "problems"}
    assert rows(before) == set(NAMESPACES)
    for name, default in ((name, getattr(config.Config(), name)) for name in rows(after)):
        assert f"| `{name}` | {json.dumps(default)} |" in after


def test_every_client_and_every_check_is_described() -> None:
    before, _, after = guide("install.md").partition("## Does it work?")
    assert rows(before) == {client.name for client in all_clients()}
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "installers").glob("*/doctor/*.py"))
    checks = set(re.findall(r'\b(?:ok|note|warn|fail)\(\s*"([a-z ]+)"', source)) - {"fix"}
    assert rows(after) == checks


@pytest.mark.parametrize("verb", VERBS)
def test_help_fits_a_screen_and_shows_an_example(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    if verb in INSTALLERS:
        verbs = next(action.choices for action in parser()._actions if isinstance(action.choices, dict))
        text = verbs[verb].format_help()
    else:
        command = group.get_command(click.Context(group), verb)
        assert command is not None
        text = command.get_help(click.Context(command, info_name=f"trailnote {verb}", terminal_width=80))
        for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
            context = click.Context(inner, info_name=f"trailnote {verb} {name}", terminal_width=80)
            check_screen(inner.get_help(context))
    check_screen(text)


def check_screen(text: str) -> None:
    """See that a help text fits a screen and shows something to type."""
    assert "xample" in text
    assert len(text.splitlines()) <= SCREEN[0], text
    assert max(map(len, text.splitlines())) <= SCREEN[1], text


def test_the_first_help_fits_a_screen_and_names_every_verb_once(capsys: pytest.CaptureFixture[str]) -> None:
    context = click.Context(group, info_name="trailnote", terminal_width=80)
    check_screen(group.get_help(context))
    named = [name for names in GROUPS.values() for name in names]
    assert sorted(named) == sorted(VERBS)
    assert run(["--verbs"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(VERBS)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_verbs_and_flags(shell: str, home: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    command = [sys.executable, "-m", "trailnote"]
    script = subprocess.run([*command, "completion", shell], env=env, capture_output=True, text=True, check=True).stdout
    assert "_TRAILNOTE_COMPLETE" in script and "trailnote" in script
    asked = {"_TRAILNOTE_COMPLETE": f"{shell}_complete", "COMP_WORDS": "trailnote rem", "COMP_CWORD": "1"}
    asked |= {"COMP_WORDS": "trailnote\nrem"} if shell == "fish" else {}
    done = subprocess.run(command, env={**env, **asked}, capture_output=True, text=True, check=False)
    assert "remember" in done.stdout or shell == "fish", done.stdout + done.stderr


def test_no_colour_off_a_terminal_and_with_no_color(home: Path, repo: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS), "NO_COLOR": "1", "FORCE_COLOR": ""}
    command = [sys.executable, "-m", "trailnote", "status", "--repo", str(repo)]
    assert "\x1b" not in subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_the_guides_are_linked_from_the_readme_and_link_to_what_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("commands.md", "install.md", "memory.md", "mcp.md"):
        assert f"](docs/{name})" in readme
        for target in re.findall(r"\]\(([\w./-]+)\)", guide(name)):
            assert (ROOT / "docs" / target).exists(), target
