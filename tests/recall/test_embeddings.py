"""Vectors from a provider: stored with their model, used when they are there, and done without when it fails."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from trailnote.config import Config
from trailnote.errors import TrailnoteError
from trailnote.recall import embeddings
from trailnote.service import notes
from trailnote.service.health import status
from trailnote.service.vectors import backfill, waiting
from trailnote.service.workspace import Workspace, opened

MEANINGS = (("feline", "cat", "kitten"), ("engine", "motor"), ("invoice", "bill"))


class Provider(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint on loopback whose vectors say which meanings a text holds."""

    mode = "good"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer one request for embeddings, as `mode` tells."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.mode == "slow":
            time.sleep(1.5)
        if self.mode == "broken":
            self.send_response(500)
            self.end_headers()
            return
        texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
        vectors = [[float(any(w in t.lower() for w in words)) + 0.01 for words in MEANINGS] for t in texts]
        if self.mode == "wrong":
            vectors = [v[: n + 1] for n, v in enumerate(vectors)] + [[1.0]]
        data = [{"object": "embedding", "index": n, "embedding": v} for n, v in enumerate(vectors)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        body = json.dumps({"object": "list", "data": data, "model": "m", "usage": usage}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def provider() -> Iterator[str]:
    """Run the provider and return its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Provider.mode = "good"
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def workspace(repo: Path, provider: str) -> Iterator[Workspace]:
    """Return a workspace whose embeddings come from the provider, with three notes."""
    with opened(str(repo), os.environ) as found:
        for text in ("The kitten sleeps on the sofa", "Motor oil is changed in spring", "Bills are paid on Monday"):
            notes.remember(found, text)
        found.config.embedding_model = "openai:own-model"
        found.config.embedding_url = provider
        found.config.embedding_timeout_s = 10.0
        yield found


def log_of(workspace: Workspace) -> str:
    path = Path(workspace.project.local_dir) / "log.jsonl"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_backfill_computes_what_is_missing_and_leaves_recency_alone(workspace: Workspace) -> None:
    before = [(m.id, m.updated_ns, m.uses) for m in notes.listed(workspace)]
    assert (status(workspace).vectors_waiting, waiting(workspace)) == (3, 3)
    assert backfill(workspace) == 3
    assert (waiting(workspace), backfill(workspace)) == (0, 0)
    assert [(m.id, m.updated_ns, m.uses) for m in notes.listed(workspace)] == before


def test_meaning_is_found_where_no_word_is_shared(workspace: Workspace) -> None:
    backfill(workspace)
    for mode in ("vector", "auto"):
        found = notes.query(workspace, "where is the feline", mode=mode, limit=1, everything=True)
        assert [h.text for h in found] == ["The kitten sleeps on the sofa"], mode


def test_vectors_of_another_model_are_never_compared(workspace: Workspace) -> None:
    backfill(workspace)
    workspace.config.embedding_model = "openai:other-model"
    assert waiting(workspace) == 3
    assert notes.query(workspace, "where is the feline", mode="vector") == []


def test_vectors_of_another_length_are_told_once_and_computed_anew(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    backfill(workspace)
    monkeypatch.setattr(f"{__name__}.MEANINGS", (*MEANINGS, ("sofa",)))
    for mode in ("auto", "vector"):
        assert notes.query(workspace, "kitten on the sofa", mode=mode)[0].text == "The kitten sleeps on the sofa"
    assert log_of(workspace).count("4 numbers now, those that are stored have 3") == 1
    assert (waiting(workspace), backfill(workspace), waiting(workspace)) == (3, 3, 0)
    found = notes.query(workspace, "where is the feline", mode="vector", limit=1)
    assert [h.text for h in found] == ["The kitten sleeps on the sofa"]


@pytest.mark.parametrize("mode", ["slow", "broken", "wrong"])
def test_a_provider_that_fails_leaves_the_words_and_one_line_in_the_log(workspace: Workspace, mode: str) -> None:
    backfill(workspace)
    Provider.mode = mode
    workspace.config.embedding_timeout_s = 0.2 if mode == "slow" else 10.0
    for asked in ("auto", "vector"):
        assert notes.query(workspace, "kitten on the sofa", mode=asked)[0].text == "The kitten sleeps on the sofa"
    assert log_of(workspace).count("embeddings") == 2


def test_a_provider_that_is_not_there_leaves_the_words(workspace: Workspace) -> None:
    workspace.config.embedding_url = "http://127.0.0.1:9/v1"
    assert notes.query(workspace, "kitten on the sofa")[0].text == "The kitten sleeps on the sofa"
    assert "embeddings" in log_of(workspace)


def test_embeddings_are_off_by_default_and_a_name_without_a_provider_is_an_error(workspace: Workspace) -> None:
    workspace.config.embedding_model = ""
    with pytest.raises(TrailnoteError):
        backfill(workspace)
    workspace.config.embedding_model = "MiniLM"
    workspace.config.embedding_url = ""
    with pytest.raises(embeddings.EmbeddingError, match="names no provider"):
        embeddings.embed(["x"], workspace.config, {}, query=True)


def test_both_tiers_get_vectors(workspace: Workspace) -> None:
    notes.remember(workspace, "A cat needs a window", scope="user")
    assert status(workspace).vectors_waiting == 4
    assert (backfill(workspace), waiting(workspace)) == (4, 0)
    found = notes.query(workspace, "feline", mode="vector", scope="user")
    assert [(h.text, h.scope) for h in found] == [("A cat needs a window", "user")]


def test_loading_packages_takes_nothing_of_the_time_that_a_provider_has(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, load = [], embeddings._import

    def slowly(config: Config) -> None:
        time.sleep(0.6)
        load(config)
        begun.append(time.monotonic())

    monkeypatch.setattr(embeddings, "_import", slowly)
    load(workspace.config)
    workspace.config.embedding_timeout_s = 0.5
    assert (backfill(workspace), len(begun)) == (3, 1)
