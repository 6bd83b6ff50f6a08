"""Nothing acknowledged is lost, nothing is stored twice, and no client sees a crash."""

from __future__ import annotations

import errno
import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SOURCE_ROOTS, RunHook
from tests.faults.harness import hook_process, reader_process, storm
from tests.payloads import claude
from trailnote import paths
from trailnote.capture import log, spool
from trailnote.distill.pipeline import MANY
from trailnote.model import Event
from trailnote.recall import asked, candidates, search
from trailnote.service import notes
from trailnote.service.health import status
from trailnote.service.workspace import opened
from trailnote.store.database import NAME

BREAKING = Path(__file__).with_name("breaking.py")


def calls(repo: Path) -> list[str]:
    with opened(str(repo), os.environ) as workspace:
        rows = workspace.database().execute("SELECT body FROM event ORDER BY at_ns").fetchall()
    return [json.loads(body).get("call", "") for (body,) in rows]


def broken(how: str, step: int, *words: str, cwd: Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
    command = [sys.executable, str(BREAKING), how, str(step), *words]
    return subprocess.run(command, input=data, cwd=cwd, env=env, capture_output=True, check=False)


def test_a_storm_of_hooks_and_drains_with_random_kills_loses_and_doubles_nothing(repo: Path, tmp_path: Path) -> None:
    """A fixed sample; `python3 bench/faults.py` runs 2,000."""
    outcome = storm(repo, tmp_path / "cache", hooks=60, readers=12, kill_share=0.4, seed=1)
    assert outcome.crashed == 0
    assert len(outcome.stored) == len(set(outcome.stored)), "stored twice"
    assert outcome.acknowledged <= set(outcome.stored), "acknowledged and lost"
    assert outcome.killed > 5


def test_killed_at_any_step_a_hook_leaves_its_event_whole_or_not_at_all(repo: Path) -> None:
    for step in range(1, 40):
        payload = json.dumps(claude("PostToolUse", repo, tool_use_id=f"toolu_{step}")).encode()
        done = broken("kill", step, "hook", "post_tool_use", cwd=repo, data=payload)
        local = str(repo / ".trailnote/local")
        waiting = {e.call for _, e in spool.read(local, spool.names(local)) if e is not None}
        if done.returncode == 0:
            assert f"toolu_{step}" in waiting
            break
    else:
        raise AssertionError("the hook never ended by itself")
    assert not list((repo / ".trailnote/local/spool").glob("*.bad"))
    stored = calls(repo)
    assert set(stored) == waiting and len(stored) == len(waiting)


def test_killed_at_any_step_a_drain_loses_and_doubles_nothing(repo: Path, run_hook: RunHook) -> None:
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "Before"], cwd=repo, check=True)
    run_hook("session_end", claude("SessionEnd", repo, session="first"), repo)
    wanted: set[str] = set()
    for step in range(1, 1500, 19):
        for n in range(2):
            run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id=f"toolu_{step}_{n}"), repo)
            wanted.add(f"toolu_{step}_{n}")
        if broken("kill", step, "drain", str(repo), cwd=repo).returncode == 0:
            break
    else:
        raise AssertionError("the drain never ended by itself")
    stored = [c for c in calls(repo) if c.startswith("toolu_")]
    assert sorted(stored) == sorted(wanted)


def test_killed_among_many_waiting_events_a_drain_loses_and_doubles_nothing(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace:
        local = workspace.project.local_dir
    wanted = [f"toolu_{n}" for n in range(3 * MANY)]
    for n, call in enumerate(wanted):
        fields = {"tool": "Bash", "command": "make", "output": "done", "exit_code": 0, "call": call}
        spool.write(
            local, Event(id=call, session="s", client="codex", kind="tool", at_ns=10**18 + n, cwd=str(repo), **fields)
        )
    killed = [broken("kill", step, "drain", str(repo), cwd=repo).returncode for step in range(40, 3000, 370)]
    assert any(killed) and set(killed) <= {0, -9}
    stored = [c for c in calls(repo) if c.startswith("toolu_")]
    assert sorted(stored) == sorted(wanted)
    with opened(str(repo), os.environ) as workspace:
        db = workspace.database()
        assert db.execute("SELECT count(*) FROM event WHERE distilled != 1").fetchone()[0] == 0
        assert db.execute("SELECT count(*), count(DISTINCT event) FROM command_run").fetchone() == (len(wanted),) * 2


@pytest.mark.parametrize("how", ["full", "io"])
def test_whatever_write_step_the_disk_refuses_an_event_is_stored_or_counted_as_dropped(
    repo: Path, run_hook: RunHook, how: str
) -> None:
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id="toolu_before"), repo)
    with opened(str(repo), os.environ):
        pass  # makes the counter, as the first reader does
    refused = 0
    for step in range(1, 24):
        payload = json.dumps(claude("PostToolUse", repo, tool_use_id=f"toolu_{step}")).encode()
        done = broken(how, step, "hook", "post_tool_use", cwd=repo, data=payload)
        assert (done.returncode, done.stdout) == (0, b"")
        with opened(str(repo), os.environ) as workspace:
            counted = status(workspace).dropped
        refused += f"toolu_{step}" not in calls(repo)
        assert counted == refused, f"step {step}"
    assert refused >= 1
    assert len(set(calls(repo))) == len(calls(repo))


def test_out_of_space_at_any_size_a_drain_loses_and_doubles_nothing(repo: Path, run_hook: RunHook) -> None:
    """SQLite's own writes fail at a file size limit that grows page by page from what the database has."""
    with opened(str(repo), os.environ):
        pass
    local = repo / ".trailnote/local"
    wanted: set[str] = set()
    refused = 0
    for pages in (0, 1, 2, 3, 5, 8, 13, 21, 34, 400):
        for n in range(3):
            wanted.add(f"toolu_{pages}_{n}")
            run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id=f"toolu_{pages}_{n}"), repo)
        limit = 4096 * pages + 512  # of every file, the write-ahead log's too

        def limited(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        env = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)}
        code = "import os, sys; from trailnote.service import workspace as w"
        code += "; w.Workspace(sys.argv[1], os.environ).sync()"
        done = subprocess.run(
            [sys.executable, "-B", "-c", code, str(repo)], cwd=repo, env=env, preexec_fn=limited, capture_output=True,
            check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        refused += bool(spool.names(str(local)))
        assert run_hook("user_prompt_submit", claude("UserPromptSubmit", repo, prompt="?"), repo).exit_code == 0
    assert refused >= 3, "the limit never held a drain up"
    stored = [call for call in calls(repo) if call.startswith("toolu_")]
    assert sorted(stored) == sorted(wanted)


def test_at_the_file_size_limit_every_refused_event_is_counted(repo: Path, run_hook: RunHook) -> None:
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id="toolu_before"), repo)
    with opened(str(repo), os.environ):
        pass

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))

    hook = Path(__file__).resolve().parent.parent.parent / "hooks/post_tool_use.py"
    for n in range(3):
        done = subprocess.run(
            [sys.executable, "-S", "-E", "-B", str(hook)],
            input=json.dumps(claude("PostToolUse", repo, tool_use_id=f"toolu_{n}")).encode(),
            cwd=repo,
            preexec_fn=limited,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    with opened(str(repo), os.environ) as workspace:
        assert (status(workspace).dropped, status(workspace).stored) == (3, 1)
    assert not [n for n in os.listdir(repo / ".trailnote/local/spool") if n.startswith(".")], "half-written files stay"


def test_a_locked_database_holds_no_hook_up_and_loses_nothing(repo: Path, run_hook: RunHook) -> None:
    run_hook("session_start", claude("SessionStart", repo), repo)
    other = sqlite3.connect(repo / ".trailnote/local" / NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    done = run_hook("user_prompt_submit", claude("UserPromptSubmit", repo), repo)
    assert (done.exit_code, done.stdout) == (0, "")
    assert time.monotonic() - started < 20
    other.execute("ROLLBACK")
    other.close()
    with opened(str(repo), os.environ) as workspace:
        assert status(workspace).stored == 2


@pytest.mark.parametrize("damage", ["garbage", "truncated", "pages", "empty", "cut", "version", "other"])
def test_a_corrupt_database_is_set_aside_rebuilt_and_told(repo: Path, run_hook: RunHook, damage: str) -> None:
    with opened(str(repo), os.environ) as workspace:
        for n in range(200):
            notes.remember(workspace, f"Note number {n} about the retry of the login test", key=f"k{n}")
        query = "SELECT rootpage - 1 FROM sqlite_master WHERE name = 'posting'"
        words = 4096 * int(workspace.database().execute(query).fetchone()[0])  # what every prompt looks into
        workspace.database().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = repo / ".trailnote/local" / NAME
    raw = path.read_bytes()
    late = len(raw) * 3 // 4 // 4096 * 4096  # behind the schema and the tables' roots
    damaged = {
        "garbage": b"no database at all" * 5000,
        "truncated": raw[: len(raw) // 2],
        "pages": raw[:words] + os.urandom(4096) + raw[words + 4096 : late] + os.urandom(8 * 4096) + raw[late + 32768 :],
        "empty": b"",
        "cut": raw[:100],
        "version": raw[:60] + bytes(4) + raw[64:],
        "other": b"",
    }
    path.write_bytes(damaged[damage])
    if damage == "other":
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE memory(something TEXT)")
        other.close()
    for n in range(3):
        payload = claude("UserPromptSubmit", repo, prompt="the retry of the login test", prompt_id=f"p{n}")
        assert run_hook("user_prompt_submit", payload, repo).exit_code == 0
    with opened(str(repo), os.environ) as workspace:
        assert workspace.database().execute("PRAGMA integrity_check").fetchone() == ("ok",)
        left = len(notes.listed(workspace, limit=1000))
        told = [message for _, _, message in status(workspace).errors]
        stored = status(workspace).stored
        learned = notes.listed(workspace, namespace="resolutions")
    assert stored == 3
    if damage != "truncated":
        assert [m.title for m in learned] == ["Begin"], "what git knows is learned again"
    if damage in ("pages", "version"):
        assert left > 50, "what could be read was carried over"
    asides = [name for name in os.listdir(path.parent) if ".corrupt-" in name and not name.endswith(("-wal", "-shm"))]
    assert len(asides) == (damage != "empty")
    for name in asides or ["was empty"]:
        assert any(name in message for message in told)


def test_when_many_find_the_database_corrupt_at_once_one_sets_it_aside_and_nothing_is_lost(
    repo: Path, tmp_path: Path, run_hook: RunHook
) -> None:
    """Each would set aside what the one before it had begun, with the events that it had taken in by then."""
    run_hook("session_start", claude("SessionStart", repo), repo)
    local = repo / ".trailnote/local"
    for _ in range(3):
        (local / NAME).write_bytes(b"no database at all" * 5000)
        before = set(os.listdir(local))
        numbers = range(16)
        processes = [p for n in numbers for p in (hook_process(repo, n, tmp_path / "cache"), reader_process(repo))]
        assert [process.wait() for process in processes if process.stdout is not None] == [0] * len(numbers)
        for process in processes:
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
        assert sorted(c for c in calls(repo) if c.startswith("toolu_")) == sorted(f"toolu_{n}" for n in range(16))
        new = set(os.listdir(local)) - before
        assert len([n for n in new if ".corrupt-" in n and not n.endswith(("-wal", "-shm"))]) == 1


def test_a_spool_file_that_cannot_be_read_now_waits_for_a_drain_that_can(repo: Path, run_hook: RunHook) -> None:
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id="toolu_0"), repo)
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id="toolu_1"), repo)
    local = str(repo / ".trailnote/local")
    first, second = spool.names(local)
    real = os.path.join(spool.folder_of(local), first)
    os.rename(real, f"{real}.kept")
    os.symlink(first, real)  # opening it fails with ELOOP, as a bad sector would with EIO
    assert calls(repo) == ["toolu_1"]
    assert spool.names(local) == [first]
    os.unlink(real)
    os.rename(f"{real}.kept", real)
    assert calls(repo) == ["toolu_0", "toolu_1"]
    assert second not in spool.names(local)


def test_torn_spool_files_are_set_aside_and_the_rest_is_taken(repo: Path, run_hook: RunHook) -> None:
    run_hook("post_tool_use", claude("PostToolUse", repo), repo)
    folder = repo / ".trailnote/local/spool"
    for name, content in (("1-torn.json", b'{"id": "x"'), ("2-binary.json", b"\xff\x00"), ("3-other.json", b"[]")):
        (folder / name).write_bytes(content)
    assert len(calls(repo)) == 1
    assert sorted(p.name for p in (folder / "bad").iterdir()) == ["1-torn.json", "2-binary.json", "3-other.json"]


def test_a_clock_that_is_set_back_loses_nothing(repo: Path) -> None:
    local = str(repo / "claims")
    assert spool.claim(local, "start", now_ns=10**18, window_ns=3 * 10**9) == 10**18
    earlier = 10**18 - 3600 * 10**9
    assert spool.claim(local, "start", now_ns=earlier, window_ns=3 * 10**9) == earlier


def test_events_from_before_a_clock_was_set_back_and_after_are_all_stored(repo: Path, run_hook: RunHook) -> None:
    run_hook("session_start", claude("SessionStart", repo), repo)
    run_hook("post_tool_use", claude("PostToolUse", repo, tool_use_id="toolu_0"), repo)
    local = str(repo / ".trailnote/local")
    (_, event), *_ = spool.read(local, spool.names(local))
    assert event is not None
    at, id = event.at_ns, event.id
    for hours in (-1, -48, -24 * 400, 2):
        event.at_ns, event.id, event.call = at + hours * 3600 * 10**9, f"{id}{hours}", f"toolu_{hours}"
        spool.write(local, event)
        calls(repo)
    assert {"toolu_0", "toolu_-1", "toolu_-48", "toolu_-9600", "toolu_2"} <= set(calls(repo))
    assert run_hook("session_start", claude("SessionStart", repo, session="later"), repo).exit_code == 0


def test_what_a_killed_hook_left_half_written_is_swept(repo: Path, run_hook: RunHook) -> None:
    run_hook("post_tool_use", claude("PostToolUse", repo), repo)
    folder = repo / ".trailnote/local/spool"
    half, new, other = (folder / name for name in (".0001-ab.77", ".0002-cd.78", ".kept"))
    for path in (half, new, other):
        path.write_text('{"id": ', encoding="utf-8")
    os.utime(half, (1, 1))
    os.utime(other, (1, 1))
    assert calls(repo) == ["toolu_01"]
    assert {path.name for path in folder.iterdir()} == {new.name, other.name}


def test_houses_are_kept_again_after_a_clock_was_set_back(repo: Path, run_hook: RunHook) -> None:
    with opened(str(repo), os.environ) as workspace:
        later = workspace.now_ns() + 400 * 86_400 * 10**9
        workspace.database().execute("INSERT OR REPLACE INTO meta VALUES('swept_ns', ?)", (str(later),))
    run_hook("post_tool_use", claude("PostToolUse", repo), repo)
    with opened(str(repo), os.environ) as workspace:
        (swept,) = workspace.database().execute("SELECT value FROM meta WHERE name = 'swept_ns'").fetchone()
    assert int(swept) < later


def test_a_search_reads_one_moment_while_others_write(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt's hook met memories that were indexed after it had begun, and answered with an error in the log."""
    real = candidates.gather

    def gather(*words: Any, **names: Any) -> Any:
        with opened(str(repo), os.environ) as other:
            for n in range(20):
                notes.remember(other, f"Later note {n}: the retry of the login test", key=f"later{n}")
        return real(*words, **names)

    with opened(str(repo), os.environ) as workspace:
        notes.remember(workspace, "The retry of the login test needs a frozen clock")
        monkeypatch.setattr(candidates, "gather", gather)
        found = search.search(workspace.database(), asked.Query("retry of the login test", (), now_ns=10**18))
    assert [hit.title for hit in found] == ["The retry of the login test needs a frozen clock"]


def test_fifty_hooks_and_eight_readers_at_once_all_end_well(repo: Path, tmp_path: Path) -> None:
    readers = [reader_process(repo) for _ in range(8)]
    hooks = [hook_process(repo, n, tmp_path / "cache") for n in range(50)]
    for process in hooks:
        out, err = process.communicate()
        assert (process.returncode, out, err) == (0, b"", b"")
    for reader in readers:
        assert reader.wait() == 0
    assert sorted(calls(repo)) == sorted(f"toolu_{n}" for n in range(50))


def test_the_first_hook_makes_the_counter_while_there_is_space(repo: Path, run_hook: RunHook) -> None:
    run_hook("post_tool_use", claude("PostToolUse", repo), repo)
    assert (repo / ".trailnote/local" / log.DROPPED).read_bytes() == b"0" * 20


def test_on_a_disk_without_room_for_twenty_digits_drops_are_counted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk that has room for a name and no byte, as a small tmpfs: an empty counter counts by its length."""

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = str(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        for _ in range(3):
            assert log.count_dropped([folder])
        with pytest.raises(OSError, match="No space"):
            paths.ensure_local(paths.Project(str(tmp_path / "repo"), resolved_by="git"))
    assert log.dropped(folder) == 3
    assert log.count_dropped([folder])
    assert (log.dropped(folder), (tmp_path / log.DROPPED).stat().st_size) == (4, 20)
    paths.ensure_local(paths.Project(str(tmp_path / "repo"), resolved_by="git"))
    assert (tmp_path / "repo/.trailnote/local/.gitignore").read_text() == "*\n", "git would see the memory"


def test_the_dropped_counter_counts_together(tmp_path: Path) -> None:
    log.prepare_counter(str(tmp_path))
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        "from trailnote.capture import log; log.count_dropped([sys.argv[2]])"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, SOURCE_ROOTS[0], str(tmp_path)]) for _ in range(20)]
    assert [p.wait() for p in started] == [0] * 20
    assert log.dropped(str(tmp_path)) == 20
