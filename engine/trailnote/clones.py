"""What a repository brought along: whether a project's `local/` is this user's own, or came with a clone.

`local/` grants power: its settings name a server that is sent texts and say what is no secret, its database and spool
hold what is told as the user's own. We make it, and git never sees it; so what git tracks there is somebody else's.

What was found is noted in the user directory, with the state of the files that it rests on: a hook that records looks
at the note and at the settings, a reader at git's index too. The index is read when one of them changed.
"""

from __future__ import annotations

import os

from trailnote import paths
from trailnote.model import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SETTINGS = "config.json"


def refusal(project: paths.Project, user: str, *, reading: bool) -> str:
    """Return why nothing may be read or written in the project's memory folder, "" when it is this user's own.

    `reading` is for whoever opens the database or takes events in. `user` is the user directory.
    """
    link = paths.link_in(project, reading=reading)
    if link:
        return paths.refused_link(link)
    if project.resolved_by == "user" or _inside(project.memory_dir, user):
        return ""
    if not os.path.isdir(project.local_dir):
        return ""  # we make it
    note = os.path.join(user, paths.SEEN, digest(project.local_dir))
    verdict, index, settings = _noted(note)
    now = _state(os.path.join(project.local_dir, _SETTINGS))
    checkout = ""
    if verdict and settings == now:
        if verdict == "ours" and not reading:
            return ""
        checkout = _checkout(project.root)
        if index == _state(_index(checkout)):
            return "" if verdict == "ours" else _tracked_text(project)
    checkout = checkout or _checkout(project.root)
    if not checkout:  # beside a bare repository, whose worktrees lie elsewhere, git tracks nothing
        return "" if project.resolved_by == "git" else _without_git(project, user)
    index = _state(_index(checkout))
    foreign = _tracks(checkout, project.root, project.local_dir)
    if not _being_written(checkout):
        _note(note, f"{'tracked' if foreign else 'ours'}\n{index}\n{now}\n{project.local_dir}\n")
    return _tracked_text(project) if foreign else ""


def may_join(folder: str, target: str, user: str) -> bool:
    """Return whether the marker file in `folder` may join it to the project at `target`; both with links followed.

    Inside its own repository it may. To lead out it must be the user's own: not tracked by git (and where there is no
    git, nothing tells), or its folder is listed in the user directory.
    """
    checkout = _checkout(folder)
    if _inside(target, checkout or folder) and _checkout(_existing(target)) == checkout:
        return ".git" not in target[len(checkout or folder) :].split(os.sep)
    if folder in paths.trusted_markers(user):
        return True
    marker = os.path.join(folder, paths.MARKER_FILE)
    if not checkout or not _is_mine(marker):
        return False
    note = os.path.join(user, paths.SEEN, digest(marker))
    verdict, index, state = _noted(note)
    now = _state(marker)
    if state == now and (verdict == "ours" or (verdict and index == _state(_index(checkout)))):
        return verdict == "ours"
    index = _state(_index(checkout))
    foreign = _tracks(checkout, folder, marker)
    if not _being_written(checkout):
        _note(note, f"{'tracked' if foreign else 'ours'}\n{index}\n{now}\n{marker}\n")
    return not foreign


def passed_over(directory: str, env: Mapping[str, str]) -> str:
    """Return what is to be said of the marker file that is passed over for `directory`, "" when none is."""
    folder, user = os.path.realpath(directory), paths.user_dir(env)
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, paths.MARKER_FILE)) or parent == folder:
            break
        folder = parent
    target = paths.marked_target(folder)
    if not target or may_join(folder, target, user):
        return ""
    return (
        f"{os.path.join(folder, paths.MARKER_FILE)}: leads to {target}, and came with what lies here, so it is passed "
        f"over. If that is meant, add the line {folder} to {os.path.join(user, paths.MARKERS)}"
    )


def _is_mine(path: str) -> bool:
    try:
        return not hasattr(os, "geteuid") or os.lstat(path).st_uid == os.geteuid()
    except OSError:
        return False


def _existing(path: str) -> str:
    while not os.path.isdir(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return path


def _tracked_text(project: paths.Project) -> str:
    place = paths.MARKER
    if not os.path.exists(os.path.join(project.memory_dir, ".git")):  # else the folder is a submodule
        place = os.path.join(place, "local")
    return (
        f"{project.local_dir}: git tracks files in it, so they came with the repository; nothing was read or written. "
        f"Run: git -C {project.root} rm -r -f -- {place} (if you put them there "
        "yourself, with --cached: they then stay on disk)."
    )


def _without_git(project: paths.Project, user: str) -> str:
    """Judge a folder outside any repository: ours when we made it on this machine, for this user."""
    if project.root in paths.places(user):
        return ""
    return (
        f"{project.local_dir}: was not made here, and without git nothing tells whose it is; nothing was read or "
        f"written. Delete it, or, if it is yours, add the line {project.root} to {os.path.join(user, paths.PLACES)}"
    )


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _noted(path: str) -> tuple[str, str, str]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as f:
            lines = f.read(8192).split("\n")
    except OSError:
        return "", "", ""
    return (lines[0], lines[1], lines[2]) if len(lines) > 3 else ("", "", "")


def _note(path: str, text: str) -> None:
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8",
                  errors="surrogateescape") as f:  # fmt: skip
            f.write(text)
        os.replace(beside, path)
    except OSError:
        pass  # an unwritable user directory costs a look at the index each time, and nothing else


def _state(path: str) -> str:
    """Return what changes when a file is written or replaced."""
    try:
        found = os.stat(path)
    except OSError:
        return "-"
    return f"{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_size}:{found.st_ino}"


def _checkout(folder: str) -> str:
    """Return the checkout that a folder lies in, "" for none."""
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return folder


def _index(checkout: str) -> str:
    return os.path.join(paths.git_dirs(checkout)[0] or os.path.join(checkout, ".git"), "index")


def _being_written(checkout: str) -> bool:
    """Return whether git is at work: a checkout writes files first, and says last that it tracks them."""
    return os.path.exists(_index(checkout) + ".lock")


def _tracks(checkout: str, root: str, path: str) -> bool:
    """Return whether git tracks the file or anything in the folder at `path`, which lies below `root`, or a link or a
    submodule on the way to it."""
    parts = os.path.relpath(path, root).split(os.sep)
    first = parts[0].lower().encode()
    index = _index(checkout)
    try:
        with open(index, "rb") as f:
            raw = f.read()
    except FileNotFoundError:
        return False
    except OSError:
        raw = b""
    # Versions 2 and 3 spell every path out; 4 leaves out how a path begins, and a split index keeps some elsewhere.
    spelt = raw[:4] == b"DIRC" and raw[4:8] in (b"\0\0\0\2", b"\0\0\0\3") and not _is_split(os.path.dirname(index))
    lowered = raw.lower()
    if spelt and first + b"\0" not in lowered and b"/".join([first, *(p.encode() for p in parts[1:])]) not in lowered:
        return False
    from trailnote import git
    from trailnote.errors import GitError

    try:
        out = git.run(root, "ls-files", "-z", "--", f":(icase){parts[0]}", limit=64 << 20)
    except GitError:
        return True  # something of that name is tracked, and git does not say what
    return any(_leads_to(root, name.split("/"), parts) for name in out.split("\0") if name)


def _is_split(gitdir: str) -> bool:
    try:
        return any(name.startswith("sharedindex.") for name in os.listdir(gitdir))
    except OSError:
        return True


def _leads_to(root: str, tracked: list[str], parts: list[str]) -> bool:
    """Return whether a tracked path is `parts`, lies in it or stands on the way to it; all relative to `root`."""
    known, wanted = tracked[: len(parts)], parts[: len(tracked)]
    if known == wanted:
        return True
    if [name.lower() for name in known] != [name.lower() for name in wanted]:
        return False
    # Where case does not count, another spelling is the same file.
    try:
        return os.path.samefile(os.path.join(root, *known), os.path.join(root, *wanted))
    except OSError:
        return False
