"""One example for each verb whose own text shows none, so that every `--help` ends with something to type."""

from __future__ import annotations

EXAMPLES: dict[str, str] = {
    "status": "trailnote status --json",
    "list": "trailnote list --namespace decisions --limit 5",
    "show": "trailnote show m-5d20",
    "forget": "trailnote forget m-5d20",
    "admit": "trailnote admit m-5d20",
    "brief": 'trailnote brief --prompt "fix the flaky upload test"',
    "reflect": "trailnote reflect --json",
    "bootstrap": "trailnote bootstrap --max 500",
    "entries": "trailnote entries --since 2026-01-01",
    "update": "trailnote update",
    "distill": "trailnote distill --category workflow --format yaml",
    "stats": "trailnote stats --detailed",
    "diff": "trailnote diff --to agents-md",
    "promote": "trailnote promote r-7c1e --to rules",
    "reject": 'trailnote reject r-7c1e --reason "no longer true"',
    "demote": "trailnote demote r-7c1e",
    "reword": "trailnote reword r-7c1e",
    "share": "trailnote share on",
    "put-resolution": "trailnote put-resolution HEAD",
    "embed": "trailnote embed",
    "export": "trailnote export memory.jsonl",
    "import": "trailnote import memory.jsonl",
    "audit": "trailnote audit --json",
    "restore": "trailnote restore memory.tar.gz",
    "serve": "trailnote serve --repo ~/shop",
}
