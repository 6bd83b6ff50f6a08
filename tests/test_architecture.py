"""The house keeps its shape: imports run one way, hooks load only the standard library, manifests agree."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import trailnote
from tests import payloads

ROOT = Path(__file__).resolve().parent.parent
SOURCE_ROOTS = {"engine": "trailnote", "mcp_server": "trailnote_mcp", "installers": "trailnote_installers"}

# Rooms from the lowest to the highest; a module may import its own level and those below it.
LEVELS = (
    ("", "jsontext", "model", "errors", "paths", "clones", "config", "terms", "git", "textfile"),
    ("capture",),
    ("store",),
    ("distill",),
    ("recall",),
    ("render",),
    ("service", "answer", "hook"),
    ("trailnote_mcp",),
    ("cli", "__main__"),
)
INSTALLERS_MAY_IMPORT = {"trailnote", "trailnote.paths", "trailnote.errors"}  # the first for `__version__` alone
# What costs milliseconds or reaches outside: a hook that only records has no use for it.
NOT_FOR_RECORDING = {
    *("sqlite3", "subprocess", "typing", "dataclasses", "pathlib"),
    *("datetime", "logging", "hashlib"),
    *("json", "re", "enum"),
    "trailnote.capture.dialects",
}


class Import(NamedTuple):
    """One import statement of our own sources, resolved to a dotted name."""

    module: str
    target: str
    place: str


def modules() -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and path of each module of the source roots."""
    for folder, package in SOURCE_ROOTS.items():
        base = ROOT / folder
        for path in sorted((base / package).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def is_module(name: str) -> bool:
    """Tell whether a dotted name of ours is a module or a package, rather than a name inside one."""
    for folder in SOURCE_ROOTS:
        path = ROOT / folder / Path(*name.split("."))
        if path.with_suffix(".py").exists() or path.is_dir():
            return True
    return False


def imports_of(name: str, path: Path) -> Iterator[Import]:
    """Yield every import of a module, late and type-only ones included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            inner = [f"{base}.{alias.name}" for alias in node.names]
            targets = [target if is_module(target) else base for target in inner]
        else:
            continue
        place = f"{path.relative_to(ROOT)}:{node.lineno}"
        yield from (Import(name, target, place) for target in dict.fromkeys(targets))


def own_imports() -> list[Import]:
    """Return the imports of our own packages by our own packages."""
    found = [each for name, path in modules() for each in imports_of(name, path)]
    return [each for each in found if each.target.split(".")[0] in SOURCE_ROOTS.values()]


def level(name: str) -> int:
    """Return how high the room of a module stands.

    Raises AssertionError for a module in no room: give it one here, and in docs.
    """
    package, _, inner = name.partition(".")
    room = inner.split(".")[0] if package == "trailnote" else package
    for number, rooms in enumerate(LEVELS):
        if room in rooms:
            return number
    raise AssertionError(f"{name} stands in no room of LEVELS")


def test_no_import_runs_back_to_a_higher_room() -> None:
    back = [
        f"{each.place}: {each.module} imports {each.target}"
        for each in own_imports()
        if "trailnote_installers" not in (each.module.split(".")[0], each.target.split(".")[0])
        if level(each.target) > level(each.module)
    ]
    assert back == []


def test_installers_import_paths_and_errors_only_and_only_the_command_line_imports_them() -> None:
    wrong = []
    for each in own_imports():
        from_installers = each.module.startswith("trailnote_installers")
        to_installers = each.target.startswith("trailnote_installers")
        if from_installers and not to_installers:
            allowed = each.target in INSTALLERS_MAY_IMPORT
        else:
            allowed = from_installers or not to_installers or each.module.startswith("trailnote.cli")
        if not allowed:
            wrong.append(f"{each.place}: {each.module} imports {each.target}")
    assert wrong == []


def test_hook_scripts_import_only_the_hook_entry() -> None:
    scripts = sorted((ROOT / "hooks").glob("*.py"))
    assert len(scripts) >= 7
    for path in scripts:
        targets = {each.target for each in imports_of(path.stem, path)}
        ours = {target for target in targets if target.split(".")[0] in SOURCE_ROOTS.values()}
        assert ours == {"trailnote.hook"}, path.name
        assert targets - ours <= set(sys.stdlib_module_names), path.name


def loaded_by(program: str, payload: dict[str, Any], *, cwd: Path) -> set[str]:
    """Run one hook event in a fresh interpreter and return the modules that it loaded beyond an empty start."""
    source = (
        "import sys; before = set(sys.modules)\n"
        "import os\n"
        f"sys.path.insert(0, {str(ROOT / 'engine')!r})\n"
        "from trailnote import hook\n"
        f"hook.run({program!r}, {json.dumps(payload).encode()!r}, os.environ)\n"
        "print(*sorted(set(sys.modules) - before))\n"
    )
    # -S as in the installed command: no site-packages can answer an import.
    command = [sys.executable, "-S", "-E", "-c", source]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def foreign(names: set[str]) -> list[str]:
    """Return the modules that are neither ours nor the standard library's."""
    return sorted(name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "trailnote"})


def test_a_recording_hook_loads_the_least(repo: Path) -> None:
    # The second event: the first makes the project's folders.
    for tool_use in ("toolu_a", "toolu_b"):
        loaded = loaded_by("post_tool_use", payloads.claude("PostToolUse", repo, tool_use_id=tool_use), cwd=repo)
    spool = list((repo / ".trailnote" / "local").rglob("*"))
    assert any(path.is_file() and "spool" in path.parts for path in spool), "nothing was recorded"
    assert foreign(loaded) == []
    assert sorted(loaded.intersection(NOT_FOR_RECORDING)) == []


@pytest.mark.parametrize("event", ["SessionStart", "UserPromptSubmit", "Stop"])
def test_an_answering_hook_loads_only_the_standard_library(repo: Path, event: str) -> None:
    script = {"SessionStart": "session_start", "UserPromptSubmit": "user_prompt_submit", "Stop": "stop"}[event]
    for build in (payloads.claude, payloads.codex):
        assert foreign(loaded_by(script, build(event, repo), cwd=repo)) == []


def test_a_failure_lookup_loads_only_the_standard_library(repo: Path) -> None:
    failure = payloads.claude("PostToolUseFailure", repo)
    assert foreign(loaded_by("post_tool_use_failure", failure, cwd=repo)) == []


def manifest(path: str) -> dict[str, Any]:
    """Return a manifest of the clone."""
    value: dict[str, Any] = json.loads((ROOT / path).read_text(encoding="utf-8"))
    return value


def test_manifests_agree_with_each_other_and_with_the_package() -> None:
    manifests = [manifest(path) for path in ("plugin.json", ".claude-plugin/plugin.json", ".codex-plugin/plugin.json")]
    for name in ("name", "version", "description", "license"):
        assert len({each[name] for each in manifests}) == 1, name
    assert manifests[0]["name"] == "trailnote"
    assert manifests[0]["version"] == trailnote.__version__


def test_the_root_manifest_names_no_schema() -> None:
    assert "$schema" not in manifest("plugin.json"), "with an agent-plugins schema Codex drops the bundle's hooks"


def test_every_server_definition_names_the_server_trailnote() -> None:
    candidates = (".mcp.json", ".codex-plugin/mcp.json", ".codex-plugin/.mcp.json")
    definitions = [path for path in candidates if (ROOT / path).exists()]
    assert ".mcp.json" in definitions
    for path in definitions:
        assert list(manifest(path)["mcpServers"]) == ["trailnote"], path


def test_no_server_definition_sets_a_variable_to_itself() -> None:
    # Claude Code 2.1.329 sets CLAUDE_PLUGIN_DATA for a plugin's server, but leaves `"X": "${X}"` as it stands.
    for server in manifest(".mcp.json")["mcpServers"].values():
        assert [name for name, value in server.get("env", {}).items() if value == f"${{{name}}}"] == []


def test_every_hook_that_is_registered_has_its_script_and_the_other_way_round() -> None:
    scripts = {path.stem for path in (ROOT / "hooks").glob("*.py")}
    registrations = sorted((ROOT / "hooks").glob("*.json")) + sorted((ROOT / ".codex-plugin").glob("hooks*.json"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in registrations)
    assert (ROOT / "hooks" / "hooks.json") in registrations
    assert [name for name in sorted(scripts) if name not in text] == []
    for path in registrations:
        for event, groups in manifest(str(path.relative_to(ROOT)))["hooks"].items():
            script = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in event).lstrip("_")
            commands = [hook["command"] for group in groups for hook in group["hooks"]]
            assert all(script in command for command in commands), (path.name, event)
            assert script in scripts


def test_no_source_imports_what_the_test_environment_alone_has() -> None:
    development = {"pytest", "hypothesis", "mypy", "_pytest", "tests"}
    found = [each for name, path in modules() for each in imports_of(name, path)]
    assert [each.place for each in found if each.target.split(".")[0] in development] == []


def test_hook_scripts_run_from_any_directory_and_say_nothing_about_nothing(repo: Path) -> None:
    for script in sorted((ROOT / "hooks").glob("*.py")):
        done = subprocess.run(
            [sys.executable, "-S", "-E", "-B", str(script)],
            input=b"",
            cwd=repo,
            env={**os.environ},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, b""), script.name
