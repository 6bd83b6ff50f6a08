"""How near statements are by a sentence model: the cosines that the comparison of rules asks for."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence

from trailnote.recall import embeddings
from trailnote.service.workspace import Workspace


class Similarity:
    """Cosines of statements under one model. The texts are embedded once, in batches, when the first is asked for."""

    def __init__(self, workspace: Workspace, model: str, texts: Sequence[str]) -> None:
        self._config = copy.copy(workspace.config)
        self._config.embedding_model = _named(model, workspace.config.embedding_model)
        # The first call of a local model loads it, which takes longer than a question may.
        self._config.embedding_timeout_s = max(self._config.embedding_timeout_s, 120.0)
        self._env = workspace.env
        self._vectors: dict[str, list[float]] = {}
        self._add([text.partition("\n")[0] for text in dict.fromkeys(texts)])

    def __call__(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """Return the cosine of `text` with each of `others`, -1..1. Raises EmbeddingError."""
        asked = [each.partition("\n")[0] for each in (text, *others)]
        self._add([each for each in asked if each not in self._vectors])
        one = self._vectors[asked[0]]
        return [sum(a * b for a, b in zip(one, self._vectors[each], strict=True)) for each in asked[1:]]

    def _add(self, texts: Sequence[str]) -> None:
        new = list(dict.fromkeys(texts))
        for text, vector in zip(new, embeddings.embed(new, self._config, self._env, query=False), strict=True):
            length = math.sqrt(sum(x * x for x in vector)) or 1.0
            self._vectors[text] = [x / length for x in vector]


def _named(model: str, configured: str) -> str:
    """Return a model's name with its provider: a bare path is a local sentence model; `on` is the configured one."""
    if model in ("on", "auto", "config"):
        return configured
    if model in ("local", "sentence-transformers"):
        return configured or "sentence-transformers:all-MiniLM-L6-v2"
    return model if ":" in model and not model.startswith(("/", ".", "~")) else f"sentence-transformers:{model}"
