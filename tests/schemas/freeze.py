"""Keep today's schema as a release's, with rows in every table: `.venv/bin/python tests/schemas/freeze.py`.

Run it once per release, with the version that is being released in `trailnote.__version__`. It writes `VERSION.sql`, a
database as SQL text, which every later engine must be able to open (`tests/store/test_migrations.py`), and
`VERSION.entries.json`, what an install writes into each client's files and its receipt, which every later installer
must know again (`tests/installers/test_upgrade.py`). A version that git has a tag of is released, and its files are
written no more. `0.1.0.dev1` is the schema of one step that people had before the first release.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), *(str(ROOT / name) for name in ("engine", "mcp_server", "installers"))]

from tests.story import Story  # noqa: E402  the path comes first, so that a clone freezes itself

from trailnote import __version__  # noqa: E402
from trailnote.service import handoffs, notes, review, rules  # noqa: E402
from trailnote.service.workspace import Workspace, opened  # noqa: E402
from trailnote.store.database import NAME  # noqa: E402
from trailnote_installers import plan  # noqa: E402
from trailnote_installers.clients import all_clients  # noqa: E402
from trailnote_installers.receipt import Receipt  # noqa: E402

BROKEN = "E   AssertionError: assert 4 == 3\ncart_test.py:7: AssertionError\nFAILED cart_test.py::test_total"
LEARNED = ("Freeze the clock in tests that retry.", "Always freeze the clock in tests that retry.", "Pin the image.")


def main() -> int:
    """Write the file of this version; 1 when it is released already."""
    path = HERE / f"{__version__}.sql"
    if subprocess.run(["git", "-C", str(ROOT), "tag", "-l", f"v{__version__}"], capture_output=True, check=True).stdout:
        sys.stderr.write(f"{path.name}: {__version__} is released; give trailnote.__version__ the next number first.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        path.write_text(dump(live(Path(folder))).replace(folder, "/home/ada"), encoding="utf-8")
        written = json.dumps(entries(Path(folder) / "wired"), indent=1, sort_keys=True, ensure_ascii=False)
    path.with_suffix(".entries.json").write_text(written + "\n", encoding="utf-8")
    sys.stderr.write(f"wrote {path.relative_to(ROOT)} and the entries\n")
    return 0


def entries(folder: Path) -> dict[str, object]:
    """Return each client's project files as an install writes them into an empty folder, and the receipt of all."""
    files, book = {}, Receipt(str(folder))
    folder.mkdir()
    for client in all_clients():
        for file in client.project_files(str(folder)):
            planned = plan.install(file, reach=plan.Reach((str(folder),)), receipt=book)
            assert planned.record is not None and planned.change is not None and isinstance(planned.change.after, bytes)
            if book.get(file.path) is None:  # two clients may share a file
                book.records[planned.record.path] = planned.record
                files[planned.record.path] = planned.change.after.decode()
    return {"files": files, "receipt": json.loads(book.dump())}


def live(base: Path) -> Path:
    """Return the database of a repository in which two agents have worked for a while."""
    home, repo = base / "home", base / "shop"
    home.mkdir()
    repo.mkdir()
    os.environ.update(HOME=str(home), TRAILNOTE_HOME=str(home / "trailnote"))
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    for role in ("AUTHOR", "COMMITTER"):
        os.environ.update({f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@example.invalid"})
    story = Story(repo)
    try:
        story.git("init", "-q", "-b", "main")
        work(story)
        with opened(str(repo), os.environ) as workspace:
            remember(workspace)
            fill(workspace.database())
        return repo / ".trailnote" / "local" / NAME
    finally:
        story.close()


def work(story: Story) -> None:
    """Play two sessions: one fails and mends it, the next one in the other client meets the failure again."""
    for session, client in (("s-1", "claude-code"), ("s-2", "codex")):
        story.start(session, client=client)
        story.prompt(session, "make the cart total right", client=client)
        story.run(session, "pytest cart_test.py", BROKEN, exit_code=1, client=client)
        story.edit(session, "cart.py", f"total = 3  # {session}\n", client=client)
        story.run(session, "pytest cart_test.py", "1 passed", client=client)
        story.git("add", "-A")
        story.git("commit", "-qm", f"Count returns as stock ({session})")
        story.run(session, "git commit", "1 file changed", client=client)
        story.stop(session, "The cart adds up now. Next: the invoices.", client=client)
        story.end(session, client=client)
        story.now_ns += 3600 * 10**9
        with opened(str(story.repo), os.environ):
            pass


def remember(workspace: Workspace) -> None:
    """Say, rewrite, promote, reject, forget and pass on."""
    for number, text in enumerate(LEARNED):
        notes.remember(workspace, text, namespace="learnings", tags=("workflow",), key=f"learned/{number}")
    notes.remember(workspace, "Take SQLite.", namespace="decisions", key="decisions/0001-db", files=("cart.py",))
    notes.remember(workspace, "Take SQLite, one file.", namespace="decisions", key="decisions/0001-db")
    notes.remember(workspace, "The build needs node 22.", namespace="code-context", ttl="90d")
    gone = notes.remember(workspace, "Nobody needs this.", namespace="decisions")
    notes.forget(workspace, gone.id)
    listed = rules.listed(workspace)
    review.promote(workspace, [listed[0].id])
    review.reject(workspace, [listed[-1].id], reason="not here")
    handoffs.begin(workspace, summary="The retry test is red.", next_steps=("freeze time",), to_agent="codex")


def fill(db: sqlite3.Connection) -> None:
    """Give two rows to each table that nothing of the above reached."""
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
            continue
        sys.stderr.write(f"nothing was done that reaches {table}; two rows are made up\n")
        kinds = [row[2] for row in db.execute(f"PRAGMA table_info({table})")]
        for number in (1, 2):
            made = [{"INTEGER": number, "REAL": 0.5, "BLOB": bytes([number] * 4)}.get(k, f"[{number}]") for k in kinds]
            db.execute(f"INSERT INTO {table} VALUES({', '.join('?' * len(made))})", made)


def dump(path: Path) -> str:
    """Return a database as SQL text, `user_version` included."""
    db = sqlite3.connect(path)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        return "\n".join([*db.iterdump(), f"PRAGMA user_version={version};", ""])
    finally:
        db.close()


if __name__ == "__main__":
    sys.exit(main())
