"""Which project a directory belongs to, and where Trailnote keeps its files.

The project is found without running git (a hook has no milliseconds for a process): from `.git` upwards, through the
`commondir` of linked worktrees, to the main worktree. Every worktree and subdirectory of a repository so shares one
memory, `<main worktree>/.trailnote/`. It never lies inside `.git`, which some sandboxes mount read-only.
"""

from __future__ import annotations

import os
import sys

from trailnote import jsontext

MARKER = ".trailnote"
MARKER_FILE = ".trailnote.json"  # {"project": "path"} moves a directory to another project, {"ignore": true} opts out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Project:
    """One memory's place: `root` holds `.trailnote/`; `worktree` is the checkout that a session runs in.

    `resolved_by` is one of git, marker, folder, user. `gitdir` and `commondir` are "" outside git.
    """

    __slots__ = ("commondir", "gitdir", "memory_dir", "resolved_by", "root", "worktree")

    def __init__(
        self,
        root: str,
        *,
        worktree: str = "",
        gitdir: str = "",
        commondir: str = "",
        resolved_by: str,
        memory_dir: str = "",
    ) -> None:
        self.root = root
        self.worktree = worktree or root
        self.gitdir = gitdir
        self.commondir = commondir
        self.resolved_by = resolved_by
        self.memory_dir = memory_dir or os.path.join(root, MARKER)

    @property
    def local_dir(self) -> str:
        """The folder of what is never shared: database, spool, log."""
        return os.path.join(self.memory_dir, "local")

    @property
    def name(self) -> str:
        """The name that the brief shows: the root folder's; that of the repository for worktrees of a bare one."""
        if self.commondir and self.memory_dir == self.root:
            return os.path.basename(self.commondir).removesuffix(".git")
        return os.path.basename(self.root.rstrip(os.sep)) or self.root


def user_dir(env: Mapping[str, str]) -> str:
    """Return Trailnote's user directory: `TRAILNOTE_HOME`, else the platform's data directory. It may not exist."""
    override = env.get("TRAILNOTE_HOME", "")
    if override:
        return os.path.abspath(os.path.expanduser(override))
    home = home_dir(env)
    if sys.platform == "win32":
        return os.path.join(env.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "trailnote")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "trailnote")
    xdg = env.get("XDG_DATA_HOME", "")
    # The specification says that a relative XDG path is to be ignored.
    return os.path.join(xdg if os.path.isabs(xdg) else os.path.join(home, ".local", "share"), "trailnote")


def home_dir(env: Mapping[str, str]) -> str:
    """Return the user's home directory as `env` tells it."""
    if sys.platform == "win32":
        return env.get("USERPROFILE") or os.path.expanduser("~")
    return env.get("HOME") or os.path.expanduser("~")


def user_project(env: Mapping[str, str]) -> Project:
    """Return the user tier's place, which serves every project and sessions outside of any."""
    place = user_dir(env)
    return Project(place, resolved_by="user", memory_dir=os.path.join(place, "memory"))


def find_project(cwd: str, env: Mapping[str, str]) -> Project | None:
    """Return the project that `cwd` belongs to, or None when it belongs to none (then the user tier serves).

    The nearest of these wins, upwards from `cwd`: a marker file, a `.git`, a `.trailnote/` folder. A marker file that a
    repository brought along and that leads out of it is passed over. The home directory itself is never a project, nor
    is a directory that its marker file opts out (`ignored` tells those apart).
    """
    here = os.path.realpath(cwd)
    home = os.path.realpath(home_dir(env))
    while True:
        if os.path.exists(os.path.join(here, MARKER_FILE)):
            found = _from_marker(here, env)
            if found is not None:
                return found
        git = os.path.join(here, ".git")
        # A .git in the home directory (a dotfiles repository) would make one project of everything below it.
        if here != home and os.path.exists(git):
            found = _from_git(here, env)
            if found is not None:
                return found
        if here != home and os.path.isdir(os.path.join(here, MARKER)):
            return Project(here, resolved_by="folder")
        parent = os.path.dirname(here)
        if parent == here:
            return None
        here = parent


def ignored(cwd: str) -> bool:
    """Return whether a marker file at or above `cwd` says that nothing is to be recorded there."""
    here = os.path.realpath(cwd)
    while True:
        if os.path.exists(os.path.join(here, MARKER_FILE)):
            return bool(_marker(here).get("ignore"))
        parent = os.path.dirname(here)
        if parent == here:
            return False
        here = parent


def _marker(folder: str) -> dict[str, object]:
    try:
        with open(os.path.join(folder, MARKER_FILE), encoding="utf-8") as f:
            value = jsontext.loads(f.read(65536))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def marked_target(folder: str) -> str:
    """Return the folder, links followed, that the marker file in `folder` joins it to, "" when it names none."""
    target = _marker(folder).get("project")
    if not isinstance(target, str) or not target or "\0" in target:
        return ""
    return os.path.realpath(os.path.join(folder, os.path.expanduser(target)))


def _from_marker(folder: str, env: Mapping[str, str]) -> Project | None:
    root = marked_target(folder)
    if not root:
        return None
    from trailnote import clones  # which reads what this module finds

    if not clones.may_join(folder, root, user_dir(env)):
        return None
    git = git_dirs(folder)
    return Project(root, worktree=folder, gitdir=git[0], commondir=git[1], resolved_by="marker")


def git_dirs(worktree: str) -> tuple[str, str]:
    """Return (git directory, common git directory) of the checkout at `worktree`, or ("", "") when it is none."""
    dot = os.path.join(worktree, ".git")
    if os.path.isdir(dot):
        gitdir = dot
    else:
        gitdir = _pointed_to(dot)
        if not gitdir:
            return "", ""
    if not os.path.exists(os.path.join(gitdir, "HEAD")):
        return "", ""
    common = _read_line(os.path.join(gitdir, "commondir"))
    return gitdir, os.path.realpath(os.path.join(gitdir, common)) if common else os.path.realpath(gitdir)


def _pointed_to(dot_git: str) -> str:
    line = _read_line(dot_git)
    if not line.startswith("gitdir:"):
        return ""
    return os.path.realpath(os.path.join(os.path.dirname(dot_git), line[7:].strip()))


def _from_git(worktree: str, env: Mapping[str, str]) -> Project | None:
    gitdir, common = git_dirs(worktree)
    if not gitdir:
        return None
    if os.path.realpath(gitdir) == common:
        # A plain checkout, or a submodule, whose git directory lies in the superproject but which is its own project.
        root = worktree
    elif not _is_linked_worktree(worktree, gitdir, common):
        # A folder that was unpacked can name any repository as its own; what is kept there is not for it.
        root, common = worktree, os.path.realpath(gitdir)
    elif os.path.basename(common) in (".git", ".bare"):
        root = os.path.dirname(common)
    else:
        root = _main_worktree(common)
        if not root:
            # Worktrees of a bare repository share no checkout: keep their memory under the user directory.
            place = os.path.join(user_dir(env), "projects", common.strip(os.sep).replace(os.sep, "-").replace(":", ""))
            return Project(
                place, worktree=worktree, gitdir=gitdir, commondir=common, resolved_by="git", memory_dir=place
            )
    return Project(root, worktree=worktree, gitdir=gitdir, commondir=common, resolved_by="git")


def _is_linked_worktree(worktree: str, gitdir: str, common: str) -> bool:
    """Return whether the repository at `common` knows the checkout: git keeps a folder there for each of its worktrees,
    which names it. One that was moved since is believed, as long as nothing is where it was."""
    place = os.path.realpath(gitdir)
    if os.path.dirname(place) != os.path.join(common, "worktrees"):
        return False
    known = os.path.join(place, _read_line(os.path.join(place, "gitdir")))
    return not os.path.isfile(known) or os.path.realpath(os.path.dirname(known)) == os.path.realpath(worktree)


def _main_worktree(common: str) -> str:
    """Return `core.worktree` of a common directory such as `super/.git/modules/sub`, or ""."""
    try:
        with open(os.path.join(common, "config"), encoding="utf-8", errors="replace") as f:
            for line in f.read(262144).splitlines():
                name, _, value = line.strip().partition("=")
                if name.strip().lower() == "worktree":
                    return os.path.realpath(os.path.join(common, value.strip().strip('"')))
    except OSError:
        pass
    return ""


def _read_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            return f.readline(4096).strip()
    except OSError:
        return ""


def read_head(gitdir: str, commondir: str) -> tuple[str, str]:
    """Return (commit id, branch) of the checkout; ("", branch) before the first commit, (id, "") when detached.

    Reads the files that git keeps; ("", "") for a reference storage that keeps none (reftable).
    """
    head = _read_line(os.path.join(gitdir, "HEAD"))
    if not head.startswith("ref:"):
        return (head, "") if len(head) in (40, 64) else ("", "")
    ref = head[4:].strip()
    branch = ref.removeprefix("refs/heads/")
    if branch == ".invalid":
        return "", ""
    value = _read_line(os.path.join(commondir, ref))
    return (value or _packed(commondir, ref)), branch


def read_branch(commondir: str, branch: str) -> str:
    """Return the commit that a branch of the repository points to, "" when there is no such branch."""
    ref = f"refs/heads/{branch}"
    if ".." in ref or "\0" in ref:
        return ""
    return _read_line(os.path.join(commondir, ref)) or _packed(commondir, ref)


def _packed(commondir: str, ref: str) -> str:
    try:
        with open(os.path.join(commondir, "packed-refs"), encoding="utf-8", errors="replace") as f:
            for line in f:
                if line.endswith(" " + ref + "\n"):
                    return line.split(" ", 1)[0]
    except OSError:
        pass
    return ""


def _note_place(user: str, root: str) -> None:
    try:
        os.makedirs(user, mode=0o700, exist_ok=True)
        descriptor = os.open(os.path.join(user, PLACES), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, (root + "\n").encode("utf-8", "surrogateescape"))
        finally:
            os.close(descriptor)
    except OSError:
        pass  # an unwritable user directory must not keep a repository from its memory


def places(user: str) -> list[str]:
    """Return the roots in which Trailnote made a memory folder, as noted in the user directory, each once."""
    return _listed(user, PLACES)


def trusted_markers(user: str) -> list[str]:
    """Return the folders whose marker files the user lets lead anywhere, each once."""
    return _listed(user, MARKERS)


def _listed(user: str, name: str) -> list[str]:
    try:
        with open(os.path.join(user, name), encoding="utf-8", errors="surrogateescape") as f:
            return list(dict.fromkeys(line.rstrip("\n") for line in f if line.startswith(os.sep) or ":" in line))
    except OSError:
        return []


def reflog_size(gitdir: str) -> int:
    """Return the size in bytes of the checkout's HEAD log: the mark from which later entries are new. 0 without one."""
    try:
        return os.stat(os.path.join(gitdir, "logs", "HEAD")).st_size
    except OSError:
        return 0


MARKERS = "markers"  # in the user directory: one line a folder whose marker file the user lets lead anywhere
SEEN = "seen"  # in the user directory: what `clones` found of each project
PLACES = "places"  # in the user directory: one line a folder that Trailnote made, so that uninstall finds them all


_OURS = ("", "local", os.path.join("local", "spool"), os.path.join("local", "claims"))
_READ = (os.path.join("local", "spool", "bad"), "notes", "journal")


def link_in(project: Project, *, reading: bool = False) -> str:
    """Return the path of one of our own folders that is a symbolic link, "" when none is: a repository may bring one
    along to make us write, read or delete elsewhere.

    What a hook that records writes to is looked at; with `reading` also the folders that are read, and every file in
    `local/`.
    """
    for name in _OURS + _READ if reading else _OURS:
        path = os.path.join(project.memory_dir, name) if name else project.memory_dir
        if os.path.islink(path):
            return path
    if reading:
        try:
            with os.scandir(project.local_dir) as entries:
                return next((entry.path for entry in entries if entry.is_symlink()), "")
        except OSError:
            pass  # there is none yet
    return ""


def refused_link(path: str) -> str:
    """Return what is said of a link that `link_in` found."""
    return (
        f"{path}: is a symbolic link, which a repository may bring along; nothing was read or written through it. "
        "Remove it, so that Trailnote may make its own."
    )


def refusal(project: Project, env: Mapping[str, str], *, reading: bool = True) -> str:
    """Return why nothing may be read or written in the project's memory folder, "" when it is this user's own: see
    `clones`. `reading` is for whoever opens the database or takes events in."""
    from trailnote import clones  # which reads what this module finds

    return clones.refusal(project, user_dir(env), reading=reading)


def ensure_local(project: Project, *, user: str = "") -> str:
    """Create the project's `local/` folder (0700) with its parents' `.gitignore`, and return it.

    Refuses, with OSError, a folder that is a symbolic link: what is written there must stay there. A folder that is
    made is noted in the user directory `user`.
    """
    local = project.local_dir
    link = link_in(project)
    if link:
        raise OSError(refused_link(link))
    spool = os.path.join(local, "spool")
    if os.path.isdir(spool):
        return local
    if user and project.resolved_by != "user":
        _note_place(user, project.root)
    fresh = not os.path.isdir(project.memory_dir)
    os.makedirs(project.memory_dir, mode=0o700 if project.resolved_by == "user" else 0o755, exist_ok=True)
    os.makedirs(local, mode=0o700, exist_ok=True)
    os.chmod(local, 0o700)
    if fresh:
        # Invisible to git until the user shares the notes; `trailnote share` rewrites this file.
        _ignore_all(project.memory_dir, mode=0o600 if project.resolved_by == "user" else 0o644)
    # And never visible, whatever the file above says: a repository may bring one of its own.
    _ignore_all(local, mode=0o600)
    os.makedirs(spool, mode=0o700, exist_ok=True)
    return local


def _ignore_all(folder: str, *, mode: int) -> None:
    try:
        descriptor = os.open(os.path.join(folder, ".gitignore"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return  # another hook of the same moment made it
    try:
        os.write(descriptor, b"*\n")
    except OSError:
        os.unlink(os.path.join(folder, ".gitignore"))  # an empty one would hide nothing, and be taken for ours
        raise
    finally:
        os.close(descriptor)
