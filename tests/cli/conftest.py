"""A person at the command line, in a repository whose sessions the test plays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.story import Story

from trailnote.cli.main import run

Typed: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture
def story(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """Return a story in the repository that the command line stands in."""
    monkeypatch.chdir(repo)
    told = Story(repo)
    yield told
    told.close()


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    """Return a function that runs a command line and returns (exit code, standard output, standard error)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return call
