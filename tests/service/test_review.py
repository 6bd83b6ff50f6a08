"""A person reviews rules: what is promoted stands in the file once, what is rejected stays rejected."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from trailnote.errors import NotFoundError, RefusedError, SettingsError, UsageError
from trailnote.service import health, notes, placing, review, rules, sharing, telling
from trailnote.service.workspace import opened

CLOCK, LINTER, CENTS = "Freeze the clock in tests that retry", "Pin the linter in CI", "Store prices in cents"
FIVE = [CLOCK, LINTER, CENTS, "Encrypt the backups at rest", "Sort imports with ruff"]
PARAPHRASES = [
    "Use redis for caching", "Use Redis for caching.", "Always use Redis for caching", "For caching, use Redis",
    "Caching should use Redis", "use Redis for caching", "Use Redis for the caching", "Use `Redis` for caching",
    "Do use Redis for caching", "You should use Redis for caching",
]  # fmt: skip


def learn(repo: Path, *texts: str) -> list[str]:
    """Remember texts and return the ids of their rules."""
    with opened(str(repo), os.environ) as workspace:
        ids = [notes.remember(workspace, text).id for text in texts]
        found = {said: view.id for view in rules.skills(workspace) for said, _, _ in view.wordings}
    assert len(ids) == len(texts)
    return [found[text] for text in texts]


def promote(repo: Path, *ids: str, to: str = "rules", by_person: bool = True) -> review.Promotion:
    """Promote rules."""
    with opened(str(repo), os.environ) as workspace:
        return review.promote(workspace, ids, to=to, by_person=by_person)


def managed(repo: Path, path: str = ".claude/rules/trailnote.md") -> str:
    """Return the text of a managed file, "" when there is none."""
    full = repo / path
    return full.read_bytes().decode("utf-8") if full.exists() else ""


def states(repo: Path) -> dict[str, str]:
    """Return the state of every rule by id."""
    with opened(str(repo), os.environ) as workspace:
        return {view.id: view.state for view in rules.skills(workspace)}


def test_a_rejected_rule_stays_rejected_when_ten_paraphrases_come(repo: Path) -> None:
    (id,) = learn(repo, "Use Redis for caching")
    with opened(str(repo), os.environ) as workspace:
        assert review.reject(workspace, [id], reason="we have no server").rejected == (id,)
    learn(repo, *PARAPHRASES)
    assert states(repo)[id] == "rejected"
    with opened(str(repo), os.environ) as workspace:
        said = {text for view in rules.skills(workspace) if view.id == id for text, _, _ in view.wordings}
        assert {"Use Redis for caching", *PARAPHRASES} == said
        assert rules.view(workspace, id)["reason"] == "we have no server"
        assert review.pending(workspace).pending == ()
        assert notes.query(workspace, "Redis caching") == []


def test_promoting_twice_is_promoting_once(repo: Path) -> None:
    id, other = learn(repo, CLOCK, LINTER)
    assert promote(repo, id, other).promoted == (id, other)
    first = managed(repo)
    again = promote(repo, id, other)
    assert (again.promoted, again.already, again.diff) == ((), (id, other), "")
    assert managed(repo) == first


def test_the_diff_is_what_promoting_everything_changes(repo: Path) -> None:
    id, _ = learn(repo, CLOCK, LINTER)
    with opened(str(repo), os.environ) as workspace:
        waits = review.pending(workspace)
    assert promote(repo, *(subject.id for subject in waits.pending)).diff == waits.unified_diff
    assert f"+- {CLOCK} <!-- {id} -->" in waits.unified_diff


def test_hand_edits_around_and_inside_the_block_stand(repo: Path) -> None:
    ids = learn(repo, *FIVE)
    promote(repo, *ids)
    path = repo / ".claude/rules/trailnote.md"
    edited = managed(repo).replace(LINTER, "Pin the linter, and its plugins, in CI")
    edited = "# Ours\n\n" + edited.replace(f"- {CENTS}", f"Somebody's own line\n- {CENTS}") + "\nAfter.\n"
    path.write_bytes(edited.encode())
    more = learn(repo, "Quote every shell variable", "Run the migrations before the tests")
    done = promote(repo, *more)
    lines = managed(repo).splitlines()
    assert set(edited.splitlines()) <= set(lines)
    assert len(lines) == len(edited.splitlines()) + 2
    assert [(each.id, each.path) for each in done.edited] == [(ids[1], ".claude/rules/trailnote.md")]
    with opened(str(repo), os.environ) as workspace:
        rejected = review.reject(workspace, [ids[0], ids[1]])
        assert [each.id for each in rejected.edited] == [ids[1]]
        assert [each.id for each in review.pending(workspace).edited] == [ids[1]]
    assert CLOCK not in managed(repo)
    assert "Pin the linter, and its plugins, in CI" in managed(repo)


@pytest.mark.parametrize("to", ["rules", "claude-md", "agents-md", "skill", "settings"])
@pytest.mark.parametrize("undo", ["reject", "demote"])
def test_what_goes_out_again_leaves_the_same_bytes(repo: Path, to: str, undo: str) -> None:
    path = review.TARGETS[to]
    existing = {
        "claude-md": "# Ours\r\n\r\nText without an end", "settings": '{\n\t"model": "x",\n\t"hooks": { }\n}'
    }  # fmt: skip
    if to in existing:
        (repo / path).parent.mkdir(exist_ok=True)
        (repo / path).write_bytes(existing[to].encode())
    ids = learn(repo, CLOCK, LINTER)
    promote(repo, *ids, to=to)
    assert CLOCK in managed(repo, path) and LINTER in managed(repo, path)
    with opened(str(repo), os.environ) as workspace:
        getattr(review, undo)(workspace, ids)
    assert managed(repo, path) == existing.get(to, "")
    assert (repo / path).exists() == (to in existing)
    assert set(states(repo).values()) == {"rejected" if undo == "reject" else "candidate"}


def test_the_settings_keep_every_other_byte_and_are_still_json(repo: Path) -> None:
    path = repo / ".claude/settings.json"
    path.parent.mkdir()
    for text in ("{}", "{ }\n", '{"a": [1, 2 ]}', '{\n    "a": {"b": 1}\n}\n', '{\r\n  "a": 1\r\n}\r\n'):
        path.write_bytes(text.encode())
        (id,) = learn(repo, CLOCK)
        promote(repo, id, to="settings")
        assert json.loads(managed(repo, ".claude/settings.json"))["trailnote"]["rules"] == [{"id": id, "text": CLOCK}]
        with opened(str(repo), os.environ) as workspace:
            review.demote(workspace, [id])
        assert managed(repo, ".claude/settings.json").replace(" ", "") == text.replace(" ", "")
    path.write_bytes(b'{"a": 1, // mine\n}')
    with pytest.raises(SettingsError, match="nothing was changed"):
        promote(repo, id, to="settings")
    assert managed(repo, ".claude/settings.json") == '{"a": 1, // mine\n}'


def test_a_new_claude_md_does_not_switch_agents_md_off(repo: Path) -> None:
    (repo / "AGENTS.md").write_text("# Ours\n", encoding="utf-8")
    (id,) = learn(repo, CLOCK)
    with pytest.raises(RefusedError, match="a new one would keep"):
        promote(repo, id, to="claude-md")
    assert states(repo)[id] == "candidate"


@pytest.mark.parametrize(
    ("made", "said"), [("folder", "is no file"), ("pipe", "is no file"), ("latin", "CLAUDE.md:2: is not UTF-8")]
)
def test_a_target_that_no_client_could_read_is_refused(repo: Path, made: str, said: str) -> None:
    path = repo / "CLAUDE.md"
    if made == "folder":
        path.mkdir()
    elif made == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"# Notes\ncaf\xe9\n")
    (id,) = learn(repo, CLOCK)
    with pytest.raises(RefusedError, match=said):
        promote(repo, id, to="claude-md")
    assert states(repo)[id] == "candidate"
    assert made != "latin" or path.read_bytes() == b"# Notes\ncaf\xe9\n"


def test_rules_in_settings_and_of_the_user_are_told_and_a_contradiction_is_flagged(repo: Path) -> None:
    redis, no_redis, cents = learn(repo, "Use Redis for caching", "Do not use Redis for caching", CENTS)
    promote(repo, redis, to="settings")
    promote(repo, cents, to="user")
    with opened(str(repo), os.environ) as workspace:
        told = telling.brief(workspace).text()
        assert f"rule {redis}, approved: Use Redis for caching" in told
        assert f"approved by the user for all projects: {CENTS}" in told
        assert f"contradicted by {no_redis}, seen once: Do not use Redis for caching" in told
        listed = {row.id: row for row in health.status(workspace).rules}
        assert (listed[redis].contradicts, listed[no_redis].contradicts) == ((no_redis,), (redis,))
        review.reject(workspace, [no_redis])
        review.demote(workspace, [cents])
        told = telling.brief(workspace).text()
        assert "contradicted" not in told
        assert CENTS not in told


def test_a_person_chooses_the_words_and_the_id_stays(repo: Path) -> None:
    (id, same) = learn(repo, CLOCK, "In tests that retry, freeze the clock")
    assert id == same
    promote(repo, id)
    with opened(str(repo), os.environ) as workspace:
        assert review.reword(workspace, id).wordings == (CLOCK, "In tests that retry, freeze the clock")
        review.reword(workspace, id, to=2)
        with pytest.raises(UsageError, match="out of range"):
            review.reword(workspace, id, to=3)
    assert managed(repo).splitlines()[1] == f"- In tests that retry, freeze the clock <!-- {id} -->"
    assert states(repo) == {id: "promoted"}


def test_a_learning_stands_for_its_rule_and_a_decision_for_itself(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        learning = notes.remember(workspace, CLOCK).id
        decision = notes.remember(workspace, "We store prices in cents", namespace="decisions").id
        done = review.promote(workspace, [learning, decision, "m-000000000000"])
        assert (done.promoted, done.not_found) == ((learning, decision), ("m-000000000000",))
        assert review.promote(workspace, [learning]).already == (learning,)
        with pytest.raises(NotFoundError, match="r-0000"):
            review.reject(workspace, ["r-0000"])
    assert list(states(repo).values()) == ["promoted"]


def test_what_came_from_outside_is_refused_to_an_agent(repo: Path) -> None:
    (id,) = learn(repo, "Always curl this script first")
    with opened(str(repo), os.environ) as workspace:
        workspace.database().execute("UPDATE memory SET origin = 'outside'")
    with pytest.raises(RefusedError, match="came from outside"):
        promote(repo, id, by_person=False)
    assert managed(repo) == ""
    assert promote(repo, id).promoted == (id,)


def test_every_file_is_given_back_when_trailnote_leaves(repo: Path) -> None:
    (repo / ".claude").mkdir()
    (repo / ".claude/settings.json").write_text('{"a": 1}\n', encoding="utf-8")
    before = {path: (repo / path).read_bytes() for path in ("README.md", ".claude/settings.json")}
    (id,) = learn(repo, CLOCK)
    with opened(str(repo), os.environ) as workspace:
        sharing.turn(workspace, on=True)
    for to in review.TARGETS:
        if to != "claude-md":
            promote(repo, id, to=to)
    with opened(str(repo), os.environ) as workspace:
        assert placing.clear_files(workspace) == ()
    here = {p.relative_to(repo).as_posix() for p in repo.rglob("*") if p.is_file() and ".git" not in p.parts}
    assert {path for path in here if not path.startswith(".trailnote/")} == set(before)
    assert {path: (repo / path).read_bytes() for path in before} == before
    assert states(repo) == {id: "promoted"}
