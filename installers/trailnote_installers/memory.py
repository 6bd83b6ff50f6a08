"""A project's memory as files: what of it is ours to delete, and how it is kept before that."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import time

from trailnote.errors import TrailnoteError

from .context import Context

WRITTEN = os.path.join("local", "written.json")  # {path in .trailnote: SHA-256 of what the engine wrote}
# A repository's configuration may name programs; these are the ones that listing its files would start.
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
OWN_IGNORE = (b"*\n", b"*\r\n")


def deletable(memory_dir: str, root: str) -> tuple[list[str], list[str]]:
    """Return the files below `memory_dir` that are ours alone, and those that stay: tracked by git, or edited."""
    tracked = _tracked(memory_dir, root)
    written = _written(memory_dir)
    ours: list[str] = []
    kept: list[str] = []
    for folder, folders, names in os.walk(memory_dir):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in [*names, *links]:
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, memory_dir).replace(os.sep, "/")
            mine = tracked is not None and path not in tracked and _is_ours(path, inside, written)
            (ours if mine else kept).append(path)
    return ours, kept


def _is_ours(path: str, inside: str, written: dict[str, str]) -> bool:
    if inside.startswith("local/"):
        return True
    if os.path.islink(path):
        return False
    with open(path, "rb") as file:
        content = file.read()
    if inside == ".gitignore" and content in OWN_IGNORE:
        return True
    return written.get(inside) == hashlib.sha256(content).hexdigest()


def _tracked(memory_dir: str, root: str) -> set[str] | None:
    """Return the files that git tracks, or None when git cannot tell (then nothing is safe to delete)."""
    if not os.path.exists(os.path.join(root, ".git")):
        return set()
    try:
        done = subprocess.run(
            ["git", *_SAFE, "-C", root, "ls-files", "-z", "--", memory_dir],
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    return {os.path.join(root, name) for name in os.fsdecode(done.stdout).split("\0") if name}


def _written(memory_dir: str) -> dict[str, str]:
    try:
        with open(os.path.join(memory_dir, WRITTEN), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return {str(path): str(total) for path, total in found.items()} if isinstance(found, dict) else {}


def delete(memory_dir: str, files: list[str]) -> None:
    """Delete `files` and the folders that this empties, `memory_dir` included."""
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
    for folder, _, _ in sorted(os.walk(memory_dir), reverse=True):
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def export(context: Context, memory_dir: str, worktree: str) -> str:
    """Keep the memory under the user directory before it goes, and return where.

    `trailnote export` writes it; where that cannot (no command, a corrupt database), the folder is copied as it is.
    """
    top = os.path.join(context.user_dir, "exports")
    name = re.sub(r"[^A-Za-z0-9._-]", "_", os.path.basename(worktree)) or "project"
    stem = os.path.join(top, f"{name}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}")
    number, path = 1, stem
    while os.path.lexists(path) or os.path.lexists(path + ".jsonl"):
        number += 1
        path = f"{stem}-{number}"
    try:
        os.makedirs(top, mode=0o700, exist_ok=True)
        code, _, _ = context.runner.run(
            [context.command, "export", path + ".jsonl", "--scope", "project", "--repo", worktree],
            context.env,
            worktree,
        )
        if code == 0 and os.path.isfile(path + ".jsonl"):
            return path + ".jsonl"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path + ".jsonl")
        shutil.copytree(memory_dir, path, symlinks=True)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(path, ignore_errors=True)
        raise TrailnoteError(
            f"{memory_dir}: the memory could not be kept in {top} ({error}); nothing was changed. "
            "Make room there, or pass --keep-memory."
        ) from error
    return path
