"""The command line's edges: an old Python, exit codes, and a log for what is a bug."""

from __future__ import annotations

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from tests.installers.conftest import Machine, tree

from trailnote.errors import SettingsError, UsageError
from trailnote_installers import __main__ as boundary

ROOT = Path(__file__).resolve().parent.parent.parent
ENTRY = ROOT / "installers" / "__main__.py"


def test_the_entry_can_be_read_by_pythons_that_are_too_old() -> None:
    text = ENTRY.read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 4))
    assert not re.search(r"""\bf["']|__future__|\bprint\(|:=""", text)


def test_an_old_python_is_told_what_to_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(ENTRY), run_name="__main__")
    assert stop.value.code == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer" in said
    assert "nothing was changed" in said


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (SettingsError("a.json:3: broken"), 1, "trailnote: a.json:3: broken"),
        (UsageError("no"), 2, "trailnote: no"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("x"), 3, "this is a bug; please report it with"),
    ],
)
def test_every_failure_becomes_its_exit_code(
    fault: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*words: object, **options: object) -> int:
        raise fault

    monkeypatch.setattr(boundary, "main", failing)
    assert boundary.guarded(["install"]) == code
    error = capsys.readouterr().err
    assert said in error
    if code == 3:
        log = Path(error.split()[-1])
        assert "ZeroDivisionError: x" in log.read_text(encoding="utf-8")
        log.unlink()


def test_the_clone_runs_as_it_is_under_a_bare_interpreter(machine: Machine) -> None:
    before = (tree(machine.repo), tree(machine.home))
    words = [sys.executable, "-S", str(ROOT / "installers"), "install", "--client", "codex", "--dry-run", "--json"]
    env = {**machine.env, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(words, cwd=machine.repo, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"verb": "install"' in done.stdout
    assert (tree(machine.repo), tree(machine.home)) == before


def test_a_reader_that_goes_away_is_no_bug(machine: Machine) -> None:
    words = [sys.executable, str(ROOT / "installers"), "install", "--client", "codex", "--dry-run"]
    env = {**machine.env, "PYTHONDONTWRITEBYTECODE": "1"}
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(words, cwd=machine.repo, env=env, stdout=write_end, stderr=subprocess.PIPE, check=False)
    os.close(write_end)
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_broad_except_stands_at_the_boundary_only() -> None:
    found = [
        os.path.relpath(path, ROOT / "installers")
        for path in (ROOT / "installers").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    assert found == [os.path.join("trailnote_installers", "__main__.py")]


def _is_broad(handler: ast.ExceptHandler) -> bool:
    names = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        name is None or (isinstance(name, ast.Name) and name.id in ("Exception", "BaseException")) for name in names
    )
