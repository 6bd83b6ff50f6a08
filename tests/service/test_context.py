"""Asking about a file finds what is known of anything in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from trailnote.errors import RefusedError
from trailnote.service import notes
from trailnote.service.context import about_file
from trailnote.service.workspace import opened

OTHERS = (
    "parseToken accepts expired tokens in tests", "Freeze the clock in tests that retry", "Store prices in cents",
    "Sort imports with ruff", "The deploy script needs the VPN", "Logging in handlers must not block",
)  # fmt: skip
SERVICE = """
import { Database, Logger, Metrics } from "./infrastructure";

export class AccountService {
  constructor(private readonly database: Database, private readonly logger: Logger, private metrics: Metrics) {}

  async loadAccount(accountId: string): Promise<Account | undefined> {
    const started = performance.now();
    const row = await this.getUserById(accountId);
    this.metrics.observe("load_account", performance.now() - started);
    if (!row) { this.logger.warn("missing account", { accountId }); return undefined; }
    return { id: row.id, email: row.email, createdAt: new Date(row.created_at), plan: row.plan ?? "free" };
  }

  private async getUserById(id: string) {
    return this.database.queryOne("SELECT * FROM users WHERE id = $1", [id]);
  }
}
"""


@pytest.mark.parametrize("text", ["", "why is the account empty"])
def test_a_note_on_one_function_is_found_from_the_file_that_has_many(repo: Path, text: str) -> None:
    (repo / "account.ts").write_text(SERVICE * 3, encoding="utf-8")
    with opened(str(repo), os.environ) as workspace:
        for other in OTHERS:
            notes.remember(workspace, other)
        notes.remember(workspace, "getUserById returns null for deleted users")
        asked = about_file(workspace, "account.ts", text)
        found = notes.query(workspace, asked, files=["account.ts"])
    assert [hit.text for hit in found] == ["getUserById returns null for deleted users"]
    assert found[0].score > 0.8


def test_a_file_of_which_nothing_is_known_finds_nothing(repo: Path) -> None:
    (repo / "account.ts").write_text(SERVICE, encoding="utf-8")
    with opened(str(repo), os.environ) as workspace:
        for other in OTHERS:
            notes.remember(workspace, other)
        asked = about_file(workspace, "account.ts")
        assert notes.query(workspace, asked, files=["account.ts"]) == []


def test_a_file_outside_is_refused(repo: Path) -> None:
    with opened(str(repo), os.environ) as workspace, pytest.raises(RefusedError):
        about_file(workspace, "/etc/passwd")
