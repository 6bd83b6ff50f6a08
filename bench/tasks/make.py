"""Write own.jsonl and held_out.jsonl: tasks under one wording, asked for under another, with the file of each."""

from __future__ import annotations

import json
from pathlib import Path

KINDS = [
    (
        "handle missing {c} ids without crashing",
        "{c} blows up when the id is absent, make it cope",
        "src/{c}/handlers.py",
    ),
    ("add structured logging to the {c} service", "we need log lines for what {c} does", "src/{c}/service.py"),
    ("validate {c} input before saving", "reject malformed {c} data instead of storing it", "src/{c}/forms.py"),
    ("make the {c} client asynchronous", "{c} should use async/await for its requests", "src/{c}/client.py"),
    ("cache {c} lookups in memory", "stop fetching the same {c} over and over, memoize it", "src/{c}/lookup.py"),
    ("upgrade the {c} dependency to version 3", "bump {c} package to the newest major", "requirements/{c}.txt"),
    ("remove the deprecated {c} flag", "drop the legacy {c} option nobody uses", "src/{c}/flags.py"),
    ("add a dark theme for the {c} page", "{c} screen in dark mode please", "web/{c}.css"),
    ("translate {c} messages to German", "i18n: German texts for {c}", "locale/{c}.po"),
    ("rename {c}Manager to {c}Service", "call the {c} manager class a service everywhere", "src/{c}/manager.py"),
    (
        "fix flaky {c} integration test",
        "{c} e2e suite fails randomly on CI, stabilise it",
        "tests/integration/test_{c}.py",
    ),
    (
        "write unit tests for the {c} parser",
        "cover the code that parses {c} with specs",
        "tests/unit/test_{c}_parser.py",
    ),
    ("add rate limiting to the {c} route", "throttle callers of {c}", "src/{c}/limits.py"),
    ("encrypt {c} records at rest", "{c} rows are stored in plain text, cipher them", "src/{c}/crypto.py"),
    ("add role checks to {c} actions", "only admins may do {c} things: enforce permissions", "src/{c}/access.py"),
    ("export {c} as CSV", "let people download {c} in a spreadsheet", "src/{c}/export.py"),
    ("fix the memory leak in the {c} worker", "{c} background process eats more and more RAM", "src/{c}/worker.py"),
    (
        "move {c} settings to environment variables",
        "configure {c} through env instead of the ini file",
        "src/{c}/settings.py",
    ),
    ("build a docker image for {c}", "containerise {c}", "deploy/{c}.dockerfile"),
    ("add retry with backoff to {c} calls", "{c} requests must be attempted again when they fail", "src/{c}/http.py"),
    ("fix timezone handling in {c}", "{c} shows times off by an hour for users abroad", "src/{c}/clock.py"),
    ("add type annotations to the {c} module", "make mypy happy about {c}", "src/{c}/types.py"),
    ("split the {c} class into smaller ones", "{c} is a god object, break it apart", "src/{c}/models.py"),
    ("deduplicate {c} entries", "same {c} appears twice in the list", "src/{c}/unique.py"),
    (
        "show a progress bar while importing {c}",
        "loading {c} gives no feedback in the terminal, show how far it is",
        "src/{c}/importer.py",
    ),
]
HELD_OUT = [
    (
        "prevent concurrent updates of the same {c}",
        "two people saving one {c} at once overwrite each other, add locking",
        "src/{c}/locks.py",
    ),
    ("log in to the {c} portal with single sign-on", "{c} portal: SSO via OIDC", "src/{c}/sso.py"),
    (
        "show validation errors next to the {c} form fields",
        "{c} form should tell which input is wrong, beside it",
        "web/{c}_form.tsx",
    ),
    ("index the {c} table for faster lookups", "queries on {c} are slow, put a db index", "migrations/{c}_index.sql"),
    ("write a user guide for {c}", "explain {c} in the docs for end users", "docs/guide/{c}.md"),
    ("stop {c} from starting twice", "{c} daemon must refuse a second instance at boot", "src/{c}/main.py"),
    ("send an email when {c} fails", "notify by mail about {c} errors", "src/{c}/alerts.py"),
    ("compress {c} responses with gzip", "shrink what {c} sends over the network", "src/{c}/middleware.py"),
    (
        "paginate the {c} table in the admin view",
        "{c} admin screen lists everything at once, give it pages",
        "web/{c}_admin.tsx",
    ),
    ("fix wrong rounding of {c} totals", "{c} sums are one cent off", "src/{c}/money.py"),
    ("add a command line tool for {c}", "cli to run {c} from the terminal", "src/{c}/cli.py"),
    ("run {c} checks in CI", "the pipeline should verify {c}", ".github/workflows/{c}.yml"),
    ("sort {c} by date", "{c} should come newest first", "src/{c}/order.py"),
    ("delete unused {c} code", "get rid of dead {c} functions", "src/{c}/old.py"),
    ("escape html in {c} comments", "XSS hole in {c} comments", "src/{c}/render.py"),
    ("back up {c} nightly", "schedule a snapshot of {c} each night", "ops/{c}_backup.sh"),
    ("mock the {c} server in tests", "{c} tests should use a fake backend", "tests/{c}_fake.py"),
    ("fix unicode errors in {c} names", "{c} chokes on umlauts", "src/{c}/text.py"),
    ("track {c} usage with metrics", "we want prometheus counters on {c}", "src/{c}/stats.py"),
    (
        "replace {c} threads with a task queue",
        "{c} work should go through celery rather than threads",
        "src/{c}/tasks.py",
    ),
    ("support undo for {c} edits", "let users revert a {c} change", "src/{c}/history.py"),
    ("reduce {c} startup time", "{c} takes ages to boot", "src/{c}/boot.py"),
    ("hide {c} secrets in error output", "do not print {c} credentials when it throws", "src/{c}/errors.py"),
    ("import {c} from json files", "read {c} out of JSON", "src/{c}/read_json.py"),
    ("resize {c} images", "make {c} thumbnails smaller", "src/{c}/thumbs.py"),
]
PARTS = ("invoice", "voucher", "ledger", "sensor")


def rows(kinds: list[tuple[str, str, str]], prefix: str) -> list[dict[str, str]]:
    """Return one row per kind and part."""
    found: list[dict[str, str]] = []
    for task, reworded, file in kinds:
        for part in PARTS:
            row = {"id": f"{prefix}{len(found):03d}", "task": task.format(c=part), "reworded": reworded.format(c=part)}
            found.append({**row, "file": file.format(c=part)})
    return found


if __name__ == "__main__":
    for name, kinds in (("own", KINDS), ("held_out", HELD_OUT)):
        lines = [json.dumps(row) + "\n" for row in rows(kinds, name)]
        Path(__file__).with_name(f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
