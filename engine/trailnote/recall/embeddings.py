"""Vectors from a model that the user named: local, Ollama, OpenAI, Gemini or any compatible endpoint.

Off unless `embedding_model` is set. Never on the hook path. Whatever goes wrong (not installed, down, slow, wrong
shape) is one error type, so that a query falls back to words.
"""

from __future__ import annotations

import asyncio
import math
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

from trailnote.config import Config
from trailnote.errors import TrailnoteError

OLLAMA_URL = "http://localhost:11434/v1"
BATCH = 64
_LOCAL = "sentence-transformers"
_LOADING_S = 60.0


class EmbeddingError(TrailnoteError):
    """The embedding provider gave no usable vectors; the message says why and what to do."""


def model_name(config: Config) -> str:
    """Return the name that is stored with each vector, "" when embeddings are off."""
    return config.embedding_model


def embed(texts: Sequence[str], config: Config, env: Mapping[str, str], *, query: bool) -> list[list[float]]:
    """Return one vector of finite numbers for each text, all of one length. Raises EmbeddingError.

    A call takes `embedding_timeout_s` at most for each started batch; a slower provider is left to its fate in a
    thread that does not keep the process alive. Loading the packages does not count, and a local model has a minute to
    load.
    """
    if not texts:
        return []
    if not config.embedding_model:
        raise EmbeddingError("no embedding model is set; name one as embedding_model in config.json")
    _import(config)
    limit_s = config.embedding_timeout_s * -(-len(texts) // BATCH)
    kind, _, name = config.embedding_model.partition(":")
    if kind == _LOCAL and name not in _local:
        limit_s += _LOADING_S
    outcome: dict[str, Any] = {}

    def work() -> None:
        try:
            outcome["vectors"] = _call(texts, config, env, query=query)
        except Exception as exc:  # noqa: BLE001  the boundary to other people's providers
            outcome["error"] = exc

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(limit_s)
    if thread.is_alive():
        raise EmbeddingError(f"{config.embedding_model}: no answer within {limit_s:.0f} s; searched by words instead")
    if "error" in outcome:
        exc = outcome["error"]
        if isinstance(exc, EmbeddingError):
            raise exc
        raise EmbeddingError(f"{config.embedding_model}: {type(exc).__name__}: {str(exc)[:200]}") from exc
    return _checked(outcome["vectors"], len(texts), config.embedding_model)


def _checked(vectors: Sequence[Sequence[float]], count: int, name: str) -> list[list[float]]:
    found = [[float(x) for x in v] for v in vectors]
    lengths = {len(v) for v in found}
    if len(found) != count or len(lengths) != 1 or 0 in lengths:
        raise EmbeddingError(f"{name}: gave {len(found)} vectors of lengths {sorted(lengths)} for {count} texts")
    if not all(math.isfinite(x) for v in found for x in v):
        raise EmbeddingError(f"{name}: gave a vector that holds no number")
    return found


def _import(config: Config) -> None:
    """Load the packages that the model needs, which takes seconds. Raises EmbeddingError when one is missing."""
    kind = config.embedding_model.partition(":")[0]
    try:
        import pydantic_ai

        if kind in ("ollama", "openai") or (config.embedding_url and kind != _LOCAL):
            import pydantic_ai.embeddings.openai
        elif kind.startswith("google"):
            import pydantic_ai.embeddings.google
        elif kind == _LOCAL:
            import pydantic_ai.embeddings.sentence_transformers  # noqa: F401  loaded here, used in `_model`
    except ImportError as exc:
        raise EmbeddingError(
            f"embeddings need a package: {sys.executable} -m pip install 'pydantic-ai-slim[openai,google]' "
            "(for a local model 'pydantic-ai-slim[sentence-transformers]')"
        ) from exc


def _call(texts: Sequence[str], config: Config, env: Mapping[str, str], *, query: bool) -> Sequence[Sequence[float]]:
    return asyncio.run(_ask(texts, config, env, query=query))


async def _ask(
    texts: Sequence[str], config: Config, env: Mapping[str, str], *, query: bool
) -> Sequence[Sequence[float]]:
    from pydantic_ai import Embedder

    async with AsyncExitStack() as stack:
        embedder = Embedder(await _model(config, env, stack))
        vectors: list[Sequence[float]] = []
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            done = await (embedder.embed_query(batch) if query else embedder.embed_documents(batch))
            vectors += done.embeddings
        return vectors


_local: dict[str, Any] = {}


async def _model(config: Config, env: Mapping[str, str], stack: AsyncExitStack) -> Any:
    """Return the model that the settings name; a connection that it needs is closed with `stack`."""
    kind, colon, name = config.embedding_model.partition(":")
    if not colon or not name:
        raise EmbeddingError(
            f"embedding_model {config.embedding_model!r} names no provider; write such as "
            "openai:text-embedding-3-small, ollama:nomic-embed-text, google:gemini-embedding-001, "
            "sentence-transformers:/path/to/model"
        )
    if kind == _LOCAL:
        if name not in _local:  # loading one takes seconds, and a server asks often
            from pydantic_ai.embeddings.sentence_transformers import SentenceTransformerEmbeddingModel

            # A model given by path must load without asking a hub for anything.
            os.environ.setdefault("HF_HUB_OFFLINE", "1" if os.path.isdir(os.path.expanduser(name)) else "0")
            _local[name] = SentenceTransformerEmbeddingModel(os.path.expanduser(name))
        return _local[name]
    if kind in ("ollama", "openai") or config.embedding_url:
        from openai import AsyncOpenAI
        from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel
        from pydantic_ai.providers.openai import OpenAIProvider

        key = env.get("OPENAI_API_KEY" if kind == "openai" else "TRAILNOTE_EMBEDDING_KEY", "") or "none"
        default = OLLAMA_URL if kind == "ollama" else None
        client = AsyncOpenAI(base_url=config.embedding_url or default, api_key=key, max_retries=0)
        await stack.enter_async_context(client)
        return OpenAIEmbeddingModel(name, provider=OpenAIProvider(openai_client=client))
    return config.embedding_model
