"""Export and import lose nothing either way, and twice is once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.errors import StoreError
from trailnote.recall import fingerprints
from trailnote.service import exchange, notes
from trailnote.service.learn import bootstrap
from trailnote.service.workspace import Workspace, opened
from trailnote.store import memories


def filled(repo: Path) -> list[str]:
    with opened(str(repo), os.environ) as workspace:
        bootstrap(workspace)
        notes.remember(workspace, "Use SQLite: one file", namespace="decisions", key="0007-db", files=["README.md:1"])
        notes.remember(workspace, "Use SQLite: one file, no server", namespace="decisions", key="0007-db", pin=True)
        notes.remember(workspace, "時計を固定する", tags=["tests"], ttl="24h")
        gone = notes.remember(workspace, "Forget me")
        notes.forget(workspace, gone.id)
        exchange.put_vector(workspace, {"model": "mine", "vector": [0.25, -1.5], "text": "with a vector"})
        return list(exchange.export(workspace))


def test_export_wipe_import_gives_the_same_export_and_the_same_answers(repo: Path, tmp_path: Path) -> None:
    lines = filled(repo)
    with opened(str(repo), os.environ) as workspace:
        before = [(h.id, h.why) for h in notes.query(workspace, "which database server", everything=True)]
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", str(repo), str(other)], check=True)
    with opened(str(other), os.environ) as workspace:
        done = exchange.take_in(workspace, lines)
        assert (done.new, done.skipped) == (len(lines) - 2, [])
        assert list(exchange.export(workspace)) == lines
        again = exchange.take_in(workspace, lines)
        assert (again.new, again.changed) == (0, 0)
        assert list(exchange.export(workspace)) == lines
        after = [(h.id, h.why) for h in notes.query(workspace, "which database server", everything=True)]
    assert before and after == before


def test_a_bad_line_is_named_and_skipped_and_the_rest_is_taken(repo: Path) -> None:
    good = {"type": "memory", "namespace": "learnings", "key": "k", "text": "t", "updated_ns": 5}
    bad = [
        "{torn",
        "[]",
        json.dumps({**good, "namespace": "nonsense"}),
        json.dumps({**good, "id": "../../etc"}),
        json.dumps({**good, "created_ns": "yesterday"}),
        json.dumps({**good, "uses": 1 << 80}),
        json.dumps({**good, "files": [1]}),
        json.dumps({**good, "key": "v", "vector": {"model": "m", "dim": 3, "data": "AAAA"}}),
        "[" * 100_000,
    ]
    with opened(str(repo), os.environ) as workspace:
        done = exchange.take_in(workspace, [*bad, json.dumps(good)])
        assert [n for n, _ in done.skipped] == list(range(1, len(bad) + 1))
        assert (done.new, len(notes.listed(workspace))) == (1, 1)


def line(**more: object) -> str:
    return json.dumps({"type": "memory", "namespace": "learnings", "key": "k", "text": "t", "updated_ns": 5, **more})


def test_an_id_that_another_key_has_is_a_bad_line(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        lines = [
            line(key="a", id="m-00000000000a"),
            line(key="b", id="m-00000000000a"),
            line(key="c", text="moved", id="m-00000000000c"),
            line(key="a", text="other", id="m-00000000000c", updated_ns=6),
            line(key="d"),
        ]
        done = exchange.take_in(workspace, lines)
        assert [number for number, _ in done.skipped] == [2, 4]
        assert all("is that of learnings/" in why for _, why in done.skipped)
        assert {memory.key: memory.text for memory in notes.listed(workspace)} == {"a": "t", "c": "moved", "d": "t"}


def test_numbers_that_no_memory_has_are_bad_lines(repo: Path) -> None:
    bad = [
        line().replace('"updated_ns": 5', f'"salience": {number}') for number in ("NaN", "Infinity", "1e999", "-0.5")
    ]
    bad += [line(uses=-1), line(sightings=-1), line(created_ns=-1), line(expires_ns=-1)]
    bad += [line(facts={"x": 0}).replace('"x": 0', f'"x": {number}') for number in ("NaN", "1e999")]
    deep: object = 0
    for _ in range(50):
        deep = {"x": deep}
    bad += [line(facts=deep), line(vector="AAAA")]
    bad += [line(vector={"model": "m", "dim": 1, "data": "AADAfw=="})]  # not a number
    with opened(str(repo), os.environ) as workspace:
        done = exchange.take_in(workspace, [*bad, line()])
        assert [number for number, _ in done.skipped] == list(range(1, len(bad) + 1))
        assert done.new == 1


def test_paths_out_of_the_repository_are_refused(repo: Path) -> None:
    outside = ["/etc/passwd", "../x", "a/../../x", "C:\\x", "\\\\host\\x", "..\\x", "a\0b", ".."]
    bad = [line(files=[path]) for path in outside] + [line(facts={"anchors": {path: "blob:0"}}) for path in outside]
    with opened(str(repo), os.environ) as workspace:
        done = exchange.take_in(workspace, [*bad, line(files=["..x/a", "a/../b", "x"])])
        assert [number for number, _ in done.skipped] == list(range(1, len(bad) + 1))
        assert done.new == 1


def test_no_secret_comes_in_by_any_field(repo: Path) -> None:
    token = "ghp_" + "Zk3R9vT1qLwX7bN5mC2dF8hJ4sG6pQ0aYeUi"
    password = "vT9-kQ2-wLz-84x"
    vector = {"model": token, "dim": 1, "data": "AACAPw=="}
    version = {"at_ns": 1, "title": token, "text": token, "provenance": {"kind": "explicit", "sources": [token]}}
    fields: list[dict[str, object]] = [
        {"text": f"use {token}"}, {"title": token}, {"key": token}, {"author": token}, {"branch": token},
        {"files": [token]}, {"symbols": [token]}, {"tags": [token]}, {"vector": vector}, {"versions": [version]},
        {"facts": {"a": [{"b": token}]}}, {"facts": {token: 1}}, {"facts": {"db_password": password}},
        {"provenance": {"kind": "explicit", "sources": [f"command:{token}"]}},
        {"provenance": {"kind": token, "sources": []}},
    ]  # fmt: skip
    lines = [line(**{"key": f"k{n}", **more}) for n, more in enumerate(fields)]
    grave = {"type": "tombstone", "id": "m-00000000000a", "namespace": "learnings", "key": token, "at_ns": 1}
    with opened(str(repo), os.environ) as workspace:
        done = exchange.take_in(workspace, [*lines, json.dumps(grave)])
        assert (done.new, done.skipped) == (len(lines), [])
        out = "\n".join(exchange.export(workspace))
        assert token[8:] not in out and password not in out
        workspace.database().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        local = Path(workspace.project.local_dir)
    assert not [path for path in local.rglob("*") if path.is_file() and token[8:].encode() in path.read_bytes()]


def test_a_secret_that_one_field_tells_is_taken_out_of_the_others(repo: Path) -> None:
    secret = "vT9-kQ2-wLz-84x"
    more = {"title": f"password={secret}", "symbols": [secret], "files": [f"conf/{secret}.env"], "facts": {"a": secret}}
    with opened(str(repo), os.environ) as workspace:
        private = {"key": "p", "text": f"<private>the launch is on {secret}x</private>", "symbols": [f"{secret}x"]}
        assert exchange.take_in(workspace, [line(**more), line(**private)]).new == 2
        assert secret not in "\n".join(exchange.export(workspace))


def test_what_was_forgotten_is_not_brought_back_by_an_older_export(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        stored = notes.remember(workspace, "Forget me")
        older = list(exchange.export(workspace))
        notes.forget(workspace, stored.id)
        done = exchange.take_in(workspace, older)
        assert (done.new, done.forgotten, notes.listed(workspace)) == (0, 1, [])
        assert exchange.take_in(workspace, list(exchange.export(workspace))).changed == 0
        notes.remember(workspace, "Forget me")
        newer = list(exchange.export(workspace))
        notes.forget(workspace, stored.id)
        said_later = json.loads(newer[1]) | {"updated_ns": workspace.now_ns() + 10**9}
        assert exchange.take_in(workspace, [json.dumps(said_later)]).new == 1


def test_what_was_forgotten_elsewhere_is_forgotten_here_unless_it_was_said_since_or_pinned(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        now = workspace.now_ns()
        for key in ("old", "new", "pinned"):
            notes.remember(workspace, f"{key} note", key=key, pin=key == "pinned")
        made = {memory.key: memory for memory in notes.listed(workspace)}
        graves = [
            {"type": "tombstone", "id": made[key].id, "namespace": "learnings", "key": key, "at_ns": at_ns}
            for key, at_ns in (("old", workspace.now_ns()), ("new", now), ("pinned", workspace.now_ns()))
        ]
        exchange.take_in(workspace, map(json.dumps, graves))
        assert {memory.key for memory in notes.listed(workspace)} == {"new", "pinned"}


def test_a_line_without_a_date_is_of_now_and_twice_is_once(repo: Path) -> None:
    bare = json.dumps({"type": "memory", "namespace": "learnings", "key": "k", "text": "Freeze the clock"})
    with opened(str(repo), os.environ) as workspace:
        exchange.take_in(workspace, [bare])
        again = exchange.take_in(workspace, [bare])
        assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
        (memory,) = notes.listed(workspace)
        assert 0 <= workspace.now_ns() - memory.created_ns < 60 * 10**9


def test_both_tiers_are_exported_and_come_back(repo: Path, tmp_path: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, "A note of the project")
        notes.remember(workspace, "A note of mine", scope="user")
        lines = list(exchange.export(workspace))
        for tier in ("project", "user"):
            workspace.database(tier).execute("DELETE FROM memory")
        exchange.take_in(workspace, lines)
        assert {(m.text, m.scope) for m in notes.listed(workspace)} == {
            ("A note of the project", "project"), ("A note of mine", "user"),
        }  # fmt: skip
    (tmp_path / "elsewhere").mkdir()
    with opened(str(tmp_path / "elsewhere"), os.environ) as workspace:
        assert {json.loads(each)["scope"] for each in list(exchange.export(workspace))[1:]} == {"user"}


def test_a_fingerprint_that_is_missing_is_computed_either_way(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, "Freeze the clock in tests that retry")
        (header, *lines) = exchange.export(workspace)
        wanted = [fingerprints.fingerprint(json.loads(each)["text"]) for each in lines]
        assert [json.loads(each)["fingerprint"] for each in lines] == wanted
        workspace.database().execute("DELETE FROM memory")
        without = [json.dumps({**json.loads(each), "fingerprint": None}) for each in lines]
        exchange.take_in(workspace, [header, *without])
        assert [m.fingerprint for m in notes.listed(workspace)] == wanted


def test_a_locked_database_is_told_with_how_far_the_import_came(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        db = workspace.database()
        db.execute("PRAGMA busy_timeout=0")
        other = sqlite3.connect(os.path.join(workspace.project.local_dir, "trailnote.db"), isolation_level=None)

        def lines() -> Iterator[str]:
            yield line(key="a")
            other.execute("BEGIN IMMEDIATE")
            yield line(key="b")

        with pytest.raises(StoreError, match=r"line 2: .*; what stands before it is imported"):
            exchange.take_in(workspace, lines())
        other.close()
        assert [memory.key for memory in notes.listed(workspace)] == ["a"]


def test_names_side_by_side_and_anchors_of_key_files_are_taken_as_they_are(repo: Path) -> None:
    names = ["AWS_SECRET", "Secret", "f61cd8587b7ac1d75a89a0c9af870a2f24c60263", "password", "hunter22xyz"]
    anchors = {"conf/secret.key": "blob:70b8a06c31fd19bd"}
    given = line(symbols=names, files=["conf/secret.key"], facts={"anchors": anchors})
    with opened(str(repo), os.environ) as workspace:
        exchange.take_in(workspace, [given])
        found = next(iter(memories.select(workspace.database(), "1")))
    assert list(found.symbols) == names
    assert found.facts["anchors"] == anchors


def test_what_was_forgotten_leaves_its_gap_in_the_order_that_ranks(repo: Path, tmp_path: Path) -> None:
    def places(workspace: Workspace) -> list[tuple[str, int]]:
        joined = "SELECT key, d FROM memory JOIN recall_doc USING (n) ORDER BY d"
        return [(str(key), int(d)) for key, d in workspace.database().execute(joined)]

    with opened(str(repo), os.environ) as workspace:
        for key in "abcd":
            notes.remember(workspace, f"The {key} of the alphabet", key=key)
        notes.forget(workspace, "learnings/c")
        notes.remember(workspace, "The first of the alphabet", key="a")
        before, lines = places(workspace), list(exchange.export(workspace))
    assert [key for key, _ in before] == ["b", "d", "a"]
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", str(repo), str(other)], check=True)
    with opened(str(other), os.environ) as workspace:
        exchange.take_in(workspace, [*lines, line(key="far", place=10**12)])
        assert places(workspace)[:3] == before
        assert places(workspace)[3] == ("far", before[2][1] + 1)
