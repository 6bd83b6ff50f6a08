"""User scope serves subdirectories and linked worktrees; installing twice changes nothing; removal is exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.conftest import SHOP, MakeRepository
from tests.clients.person import Person, Tree, tree
from tests.clients.script import Say, Session, Shell

pytestmark = pytest.mark.clients

SUBJECT = "Count returns as stock"
CLIENTS = ("claude-code", "codex")
# Files that a person had before, written as no machine would write them.
KEPT = {
    ".claude/settings.json": '{\n    "model": "opus",  "hooks": {"Stop": [ {"hooks":[{"type":"command",'
    '"command":"true"}]}]}}\n\n',
    ".mcp.json": '{"mcpServers":{\n\t"other": {"command": "true"}}}',
    ".codex/config.toml": "# mine\r\nmodel_verbosity = 'low'\r\n",
    "AGENTS.md": "# Rules\n\nBe kind.",
}


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory, person: Person, shop: MakeRepository) -> Person:
    """Return a person with Trailnote in user scope, whose environment is a copy of the other person's."""
    person.install(shop())
    return person.twin(tmp_path_factory.mktemp("user") / "home")


@pytest.mark.parametrize("client", CLIENTS)
def test_a_session_below_the_root_and_one_in_a_worktree_are_told(
    client: str, user: Person, tmp_path: Path
) -> None:
    repo = user.repository(tmp_path / "shop", SHOP)
    user.install(repo, "--scope", "user")
    commit = Shell(f"echo '# returns' >> ../stock.py && git commit -qam '{SUBJECT}'")
    user.agent(client).run(repo / "tests", [commit, Say("Done.")], prompt="count returns")
    linked = tmp_path / "linked"
    user.git(repo, "worktree", "add", "-q", str(linked))
    for folder in (repo / "tests", linked):
        session: Session = user.agent(client).run(folder, [Say("Hello.")], prompt="hello")
        assert session.first.told(SUBJECT) == 1, folder


def settled(repo: Path) -> Tree:
    """Return the files of a repository without what Trailnote may always change."""
    found = tree(repo)
    return {name: value for name, value in found.items() if not name.startswith(".trailnote/local")}


def with_files_of_a_person(person: Person, repo: Path) -> Path:
    """Give a repository settings of its own."""
    for name, text in KEPT.items():
        (repo / name).parent.mkdir(exist_ok=True)
        (repo / name).write_bytes(text.encode())
    person.git(repo, "add", "-A")
    person.git(repo, "commit", "-qm", "Settle")
    return repo


def work_in_both(person: Person, repo: Path) -> None:
    """Run a session of each client that changes no file."""
    for client in CLIENTS:
        session = person.agent(client).run(repo, [Shell("git log -1 --format=%s"), Say("Done.")], prompt="hello")
        assert session.exit_code == 0, session.stderr


def test_installing_twice_changes_no_byte(person: Person, shop: MakeRepository) -> None:
    repo = with_files_of_a_person(person, shop())
    person.install(repo)
    before = settled(repo)
    person.install(repo)
    assert settled(repo) == before


def test_clean_gives_back_every_byte_after_sessions_of_both_clients(person: Person, shop: MakeRepository) -> None:
    repo = with_files_of_a_person(person, shop())
    before = tree(repo)
    person.install(repo)
    work_in_both(person, repo)
    assert tree(repo) != before
    person.installer("clean", "--repo", str(repo), "--yes", cwd=repo)
    assert tree(repo) == before


def test_uninstall_gives_back_every_byte_but_memory(user: Person, tmp_path: Path) -> None:
    repo = with_files_of_a_person(user, user.repository(tmp_path / "shop", SHOP))
    before = settled(repo)
    user.install(repo, "--scope", "project")
    work_in_both(user, repo)
    user.installer("uninstall", "--yes", cwd=repo)
    after = {name: value for name, value in settled(repo).items() if not name.startswith(".trailnote/")}
    assert after == before
    assert (repo / ".trailnote" / "local").is_dir()
