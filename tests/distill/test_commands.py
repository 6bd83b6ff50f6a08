"""A command line is told by what its strongest part does to the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote.distill import commands


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("cat a | head -3", commands.READS),
        ("git status && git diff", commands.READS),
        ("git commit -qm 'add retry'", commands.RUNS),
        ("cd src && grep -rn retry . 2>/dev/null | wc -l", commands.READS),
        ("ls > /dev/null 2>&1", commands.READS),
        ("pytest -q 2>&1 | tail -20", commands.RUNS),
        ("CI=1 timeout 60 npm test", commands.RUNS),
        ("'unclosed", commands.RUNS),
        ("sed -i s/5/30/ conf.py", commands.CHANGES),
        ("echo hi > a.txt", commands.CHANGES),
        ("python -m pip install freezegun", commands.CHANGES),
        ("npm ci", commands.CHANGES),
        ("git checkout -- a.py", commands.CHANGES),
        ("git stash", commands.CHANGES),
        ("ruff check --fix .", commands.CHANGES),
        ("docker compose up -d", commands.CHANGES),
        ("cat > run.py <<'EOF'\nrm -rf build\nEOF\npython run.py", commands.CHANGES),
    ],
)
def test_the_effect_of_a_command_line(command: str, wanted: str) -> None:
    assert commands.effect(command) == wanted


def test_a_here_document_is_data_and_no_command() -> None:
    assert commands.effect("python - <<'END'\nimport os; os.remove('x') > 3\nEND") == commands.RUNS


def test_files_that_are_shown_and_written_are_those_that_exist(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for name in ("a.py", "src/b.py", "out.txt"):
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    shown, written = commands.files("cat a.py none.py > out.txt; cd src && sed -n '1,3p' b.py", str(tmp_path))
    assert [Path(p).name for p in shown] == ["a.py", "b.py"]
    assert [Path(p).name for p in written] == ["out.txt"]
    assert commands.files("sed -i s/x/y/ src/b.py", str(tmp_path))[1] == (str(tmp_path / "src/b.py"),)


@given(st.text(max_size=300) | st.text("ab $|;&<>'\"\\\n(){}-=", max_size=120))
def test_no_command_line_is_too_odd_to_be_looked_at(command: str) -> None:
    assert commands.effect(command) in (commands.READS, commands.RUNS, commands.CHANGES)
    commands.files(command, "/")
    assert commands.parts(command) == commands.parts(command)
