"""Set-up of the real-client tests: the clients, a copy of the clone, and one installed environment for all."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.clients import packages
from tests.clients.person import Person, working_copy

SHOP = {
    "cart.py": "def total(prices):\n    return round(sum(prices), 2)\n",
    "stock.py": "def left(stock, sold):\n    return stock - sold\n",
    "tests/test_cart.py": "from cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n",
}

MakeRepository: TypeAlias = Callable[[], Path]


@pytest.fixture(scope="session", autouse=True)
def clients_installed(environment_of_nobody: None) -> None:
    """Install the pinned clients into the cache before the first test needs one."""
    packages.install_clients()


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh clone of this working tree."""
    return working_copy(tmp_path_factory.mktemp("clone") / "trailnote")


@pytest.fixture(scope="session")
def person(tmp_path_factory: pytest.TempPathFactory, clone: Path) -> Person:
    """Return the person of the project-scope tests, who has one home for all of them and installs per repository."""
    return Person(tmp_path_factory.mktemp("person") / "home", clone)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, person: Person) -> MakeRepository:
    """Return a function that makes one more small repository, with Trailnote not installed in it."""
    numbers: Iterator[int] = itertools.count(1)
    base = tmp_path_factory.mktemp("shops")
    return lambda: person.repository(base / f"shop{next(numbers)}", SHOP)
