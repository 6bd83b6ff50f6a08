"""The private environment: from the real interpreter, with the person's index, and whole or not there."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pytest
from tests.installers.conftest import Machine

from trailnote.errors import TrailnoteError
from trailnote_installers import environment
from trailnote_installers.environment import Build, PipBuilder

FAKE_PYTHON = """#!/bin/sh
echo "$*" >> "$LOG"
env | grep -E '^P[IY][PT]|^RUSTUP' | sort >> "$LOG"
case "$*" in
  *ensurepip*) exit ${NO_ENSUREPIP:-0} ;;
  "-c import pip, venv") exit ${NO_PIP:-0} ;;
  "-m venv "*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
  *"pip"*" install "*) [ -z "$PIP_FAILS" ] || { seq 40; echo "ERROR: No matching distribution" >&2; exit 1; } ;;
esac
"""


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Return a build whose interpreter writes down how it is called."""
    interpreter = tmp_path / "python3"
    interpreter.write_text(FAKE_PYTHON, encoding="utf-8")
    interpreter.chmod(0o755)
    return Build(str(tmp_path / "clone"), str(tmp_path / "envs" / "one"), str(interpreter), {})


def environment_for(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LOG": str(tmp_path / "calls"), **more}


def calls(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text(encoding="utf-8").splitlines()


def test_pip_installs_the_clone_not_editable_and_with_the_persons_index_only(build: Build, tmp_path: Path) -> None:
    hostile = {"PYTHONPATH": "/x", "PIP_TARGET": "/x", "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1"}
    PipBuilder().build(build, environment_for(tmp_path, PIP_INDEX_URL="https://mirror.example", **hostile))
    lines = calls(tmp_path)
    assert f"-m venv {build.folder}" in lines
    assert f"-m pip install --quiet {build.source}" in lines
    assert set(lines) & {"PYTHONPATH=/x", "PIP_TARGET=/x", "PIP_USER=1", "PIP_REQUIRE_VIRTUALENV=1"} == set()
    assert "PIP_INDEX_URL=https://mirror.example" in lines


def test_what_a_person_added_to_the_environment_is_in_the_next_one_too(machine: Machine, tmp_path: Path) -> None:
    described = environment.describe(str(machine.source), str(machine.user_dir))
    assert described.extras == ()
    in_use = environment.installed_at(str(tmp_path / "one"), "")
    (Path(in_use.hooks).parent.parent / "pydantic_ai").mkdir(parents=True)
    machine.user_dir.mkdir(parents=True, exist_ok=True)
    (machine.user_dir / "env").symlink_to(tmp_path / "one")
    again = environment.describe(str(machine.source), str(machine.user_dir))
    assert again.extras == ("embeddings",)
    assert (again.folder, again.sign) == (described.folder, described.sign), "what is whole stays in use"


def test_pip_is_asked_for_the_extras_and_leaves_no_folder_of_rustup(build: Build, tmp_path: Path) -> None:
    with_extras = dataclasses.replace(build, extras=("embeddings",))
    PipBuilder().build(with_extras, environment_for(tmp_path, HOME=str(tmp_path)))
    lines = calls(tmp_path)
    assert f"-m pip install --quiet {build.source}[embeddings]" in lines
    assert f"RUSTUP_HOME={build.folder}/rustup" in lines
    (tmp_path / ".rustup").mkdir()
    (tmp_path / "calls").unlink()
    PipBuilder().build(build, environment_for(tmp_path, HOME=str(tmp_path)))
    assert not [line for line in calls(tmp_path) if line.startswith("RUSTUP")]


def test_a_failing_pip_is_told_by_the_end_of_its_output(build: Build, tmp_path: Path) -> None:
    with pytest.raises(TrailnoteError) as caught:
        environment.make(build, environment_for(tmp_path, PIP_FAILS="1"), PipBuilder())
    said = str(caught.value).splitlines()
    assert "nothing was installed" in said[0]
    assert said[-1] == "ERROR: No matching distribution"
    assert len(said) <= 1 + environment.TAIL_LINES
    assert not os.path.exists(os.path.dirname(build.folder))


def test_a_python_without_ensurepip_borrows_pip_and_one_without_either_says_what_to_install(
    build: Build, tmp_path: Path
) -> None:
    PipBuilder().build(build, environment_for(tmp_path, NO_ENSUREPIP="1"))
    python = os.path.join(build.folder, "bin", "python")
    assert f"-m venv --without-pip {build.folder}" in calls(tmp_path)
    assert f"-m pip --python {python} install --quiet {build.source}" in calls(tmp_path)
    with pytest.raises(TrailnoteError, match=r"apt install python3\.\d+-venv"):
        PipBuilder().build(build, environment_for(tmp_path, NO_ENSUREPIP="1", NO_PIP="1"))


def test_a_build_without_command_or_hooks_is_taken_for_a_failure(build: Build, tmp_path: Path) -> None:
    with pytest.raises(TrailnoteError, match="lacks the command or the hooks"):
        environment.make(build, environment_for(tmp_path), PipBuilder())
    assert not os.path.exists(build.folder)


def test_the_rest_of_a_build_that_was_killed_is_built_anew(machine: Machine) -> None:
    described = environment.describe(str(machine.source), str(machine.user_dir))
    machine.put("half", "", base=Path(described.folder))
    assert machine.install().code == 0
    assert not os.path.exists(os.path.join(described.folder, "half"))


def test_the_interpreter_is_no_link_and_no_virtual_environments() -> None:
    path = environment.real_interpreter()
    assert os.path.realpath(path) == path or "/opt/" in path
    assert not path.startswith(sys.prefix + os.sep) or sys.prefix == sys.base_prefix


def test_homebrews_steady_name_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "Cellar" / "python@3.12" / "3.12.1" / "bin" / "python3.12"
    steady = tmp_path / "opt" / "python@3.12" / "bin" / "python3.12"
    for path in (real, steady):
        path.parent.mkdir(parents=True)
        path.write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "_base_executable", str(real), raising=False)
    assert environment.real_interpreter() == str(steady)


def test_the_sign_of_a_clone_changes_with_its_sources_and_not_with_bytecode(machine: Machine) -> None:
    def sign() -> dict[str, str]:
        return environment.describe(str(machine.source), str(machine.user_dir)).sign

    before = sign()
    machine.put("engine/trailnote/__pycache__/x.pyc", "1", base=machine.source)
    machine.put("tests/test_x.py", "1", base=machine.source)
    assert sign() == before
    machine.put("hooks/stop.py", "1", base=machine.source)
    assert sign() != before
