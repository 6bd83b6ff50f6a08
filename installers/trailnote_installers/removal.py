"""`clean` takes Trailnote out of one repository, `uninstall` out of all of them and the user's configuration."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trailnote import paths
from trailnote.errors import TrailnoteError, UsageError

from . import launchers, memory, plan, receipt, registry
from .clients import all_clients
from .context import Context, locked
from .managed import ManagedFile, markdown_block_in, merge_attributes_in
from .report import Report, diff_of, word_for
from .snapshot import is_inside
from .transaction import Change, Transaction, remove_empty

# Where `trailnote promote` may have put its block.
TEXTS = (
    ".claude/rules/trailnote.md", ".claude/skills/trailnote/SKILL.md", "CLAUDE.md", ".claude/CLAUDE.md",
    "CLAUDE.local.md", "AGENTS.md",
)  # fmt: skip
ATTRIBUTES = ".claude/rules/.gitattributes"
MADE = "made.json"  # in local/: files of no name of ours that `promote` made
# What Trailnote itself puts into its user directory, apart from memory.
MACHINERY = ("env", "envs", registry.NAME, receipt.NAME, paths.PLACES, paths.SEEN)
# What a plugin puts there, or into ~/.local/share/trailnote on every platform where its client names no folder for it.
OF_PLUGINS = ("python", "pycache", "server-env", "server-env.lock")


@dataclass(slots=True)
class _Taken:
    """What a removal is going to do."""

    changes: list[Change] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    books: list[str] = field(default_factory=list)
    trees: list[str] = field(default_factory=list)
    memories: list[tuple[str, str]] = field(default_factory=list)  # folder, root of its repository


def clean(context: Context, repo: str, *, keep_memory: bool, yes: bool, dry_run: bool) -> Report:
    """Take Trailnote out of one repository: its entries, what it made and, once exported, its memory."""
    folder = os.path.abspath(os.path.join(context.cwd, repo))
    project = paths.find_project(folder, context.env) if os.path.isdir(folder) else None
    if project is None:
        raise TrailnoteError(f"{folder}: is in no repository; nothing was changed. Name one with --repo DIR.")
    report = Report("clean", repository=project.worktree, dry_run=dry_run)
    known = registry.load(context.user_dir)
    taken = _Taken()
    worktrees = [*known.repositories.get(project.root, []), project.worktree, project.root]
    _take_project(context, project.root, project.local_dir, worktrees, taken, report)
    has_memory = os.path.isdir(project.memory_dir) and not keep_memory
    if has_memory:
        _take_memory(project.memory_dir, project.root, taken, report)
    if known.repositories.pop(project.root, None) is not None:
        taken.changes.append(_rewritten(os.path.join(context.user_dir, registry.NAME), known.dump()))
    report.headline = f"Trailnote {'would be' if dry_run else 'is'} out of {project.worktree}."
    if dry_run:
        report.diffs = _diffs(taken, project.worktree, project.memory_dir)
        return report
    if not context.confirmed(f"Take Trailnote out of {project.worktree}?", yes=yes, without_terminal=keep_memory):
        raise UsageError("nothing was changed. Pass --yes to go on, or --keep-memory to leave .trailnote/ where it is.")
    if has_memory and any(memory.deletable(*place)[0] for place in taken.memories):
        report.exported = memory.export(context, project.memory_dir, project.worktree)
        report.notes.append(f"The memory was kept in {report.exported}")
    _carry_out(context, taken)
    report.notes.append("Sessions that are open still run the hooks that they started with; end them.")
    return report


def _take_project(
    context: Context, root: str, local_dir: str, worktrees: Sequence[str], taken: _Taken, report: Report
) -> None:
    """Plan the removal of our entries from every checkout of a project."""
    book_path = os.path.join(local_dir, receipt.NAME)
    book = receipt.load(book_path, root=root)
    made = _made(local_dir)
    personal = [folder for client in all_clients() for folder in client.user_folders(context.machine)]
    for worktree in dict.fromkeys(worktrees):
        if not os.path.isdir(worktree):
            continue
        files = [file for client in all_clients() for file in client.project_files(worktree)]
        files = [replace(file, promoted=_inside(file.path, worktree) in made) for file in files]
        files += [markdown_block_in(os.path.join(worktree, *text.split("/")), made=text in made) for text in TEXTS]
        files.append(merge_attributes_in(os.path.join(worktree, *ATTRIBUTES.split("/"))))
        files += _read_no_more(files, book, same_stem=True)
        reach = plan.Reach((worktree, context.home), personal)
        planned = _planned(files, reach, book)
        _take_files(planned, taken, report)
        taken.folders += _folders_of_promoted(planned, worktree, book)
    _take_book(book_path, taken)


def _folders_of_promoted(planned: Sequence[plan.Planned], worktree: str, book: receipt.Receipt) -> list[str]:
    """Return the folders that `trailnote promote` made for a file that now goes."""
    base = os.path.join(worktree, ".claude")
    gone = {item.change.path for item in planned if item.change is not None and item.change.after is None}
    folders: list[str] = []
    if gone & {os.path.join(base, "rules", name) for name in ("trailnote.md", ".gitattributes")}:
        folders.append(os.path.join(base, "rules"))
    if os.path.join(base, "skills", "trailnote", "SKILL.md") in gone:
        folders += [os.path.join(base, "skills", "trailnote"), os.path.join(base, "skills")]
    # Where `.claude/settings.json` was wired, its record tells whether `.claude` was there before.
    settings = os.path.join(base, "settings.json")
    promoted = any(item.file.promoted for item in planned if item.file.path == settings) and settings in gone
    return [*folders, base] if promoted or (folders and book.get(settings) is None) else folders


def _inside(path: str, worktree: str) -> str:
    return os.path.relpath(path, worktree).replace(os.sep, "/")


def _made(local_dir: str) -> frozenset[str]:
    try:
        with open(os.path.join(local_dir, MADE), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return frozenset()
    return frozenset(path for path in found if isinstance(path, str)) if isinstance(found, list) else frozenset()


def _planned(files: Sequence[ManagedFile], reach: plan.Reach, book: receipt.Receipt) -> list[plan.Planned]:
    """Return what the removal does to each of `files`, of which two may be one that two clients read."""
    return [plan.remove(file, reach=reach, receipt=book) for file in {file.path: file for file in files}.values()]


def _read_no_more(files: Sequence[ManagedFile], book: receipt.Receipt, *, same_stem: bool) -> list[ManagedFile]:
    """Return files of a receipt that none of `files` is, since a client's folder moved, or the client has a choice of
    names (`opencode.json`, `opencode.jsonc`) and reads another now.

    With `same_stem` only the latter: a project's receipt may have come with the repository, and would lead anywhere.
    """
    known, found = {file.path for file in files}, []
    stems = {os.path.splitext(path)[0] for path in known}
    for record in book.records.values():
        path = os.path.normpath(os.path.join(book.root, record.path))
        if path in known or (same_stem and os.path.splitext(path)[0] not in stems):
            continue
        alike = (replace(file, path=path) for file in files if file.holds == record.holds)
        found += [file for file in alike if plan.is_wired(file)][:1]
    return found


def _take_files(planned: list[plan.Planned], taken: _Taken, report: Report) -> None:
    for item in planned:
        taken.folders += item.folders
        taken.targets.append(os.path.realpath(item.file.path))
        if item.change is not None:
            taken.changes.append(item.change)
            report.files.append((word_for(item.change, dry_run=report.dry_run), item.file.path, item.file.holds))


def _take_book(path: str, taken: _Taken) -> None:
    """Plan the removal of a receipt: after files and folders, so that a removal that is killed can be run again."""
    if os.path.isfile(path):
        taken.books.append(path)


def _take_memory(memory_dir: str, root: str, taken: _Taken, report: Report) -> None:
    if os.path.islink(memory_dir):
        report.notes.append(f"{memory_dir} is a link, so what it leads to was left alone.")
        return
    ours, kept = memory.deletable(memory_dir, root)
    taken.memories.append((memory_dir, root))
    report.files.append(("remove" if report.dry_run else "removed", memory_dir, f"memory ({len(ours)} files)"))
    if kept:
        shown = ", ".join(os.path.relpath(path, root) for path in kept[:5]) + (" ..." if len(kept) > 5 else "")
        report.notes.append(f"{len(kept)} files stay, since git tracks them or somebody edited them: {shown}")


def _rewritten(path: str, content: bytes) -> Change:
    with open(path, "rb") as file:
        return Change(path, file.read(), content, mode=0o600)


def _diffs(taken: _Taken, base: str, own: str) -> list[str]:
    return [diff_of(change, base=base) for change in taken.changes if not change.path.startswith(own)]


def _carry_out(context: Context, taken: _Taken) -> None:
    with locked(context.user_dir):
        Transaction(taken.changes, context.step, taken.targets).commit()
        remove_empty(taken.folders)
        for book in taken.books:
            os.unlink(book)
        for memory_dir, root in taken.memories:
            # Looked at again: keeping the memory may have taken in what waited, and so made its database.
            memory.delete(memory_dir, memory.deletable(memory_dir, root)[0])
        for tree in taken.trees:
            if os.path.isdir(tree) and not os.path.islink(tree):
                shutil.rmtree(tree, ignore_errors=True)
            else:
                os.unlink(tree)
    remove_empty(taken.folders)


def uninstall(context: Context, repo: str = "", *, purge: bool, yes: bool, dry_run: bool) -> Report:
    """Take Trailnote out of every registered repository, the user's configuration and this machine.

    The repository at `repo`, or else the current one, is looked at too, should the registry have lost it.
    """
    known = registry.load(context.user_dir)
    here = paths.find_project(os.path.join(context.cwd, repo), context.env)
    if here is not None:
        known.add(here.root, here.worktree)
    report = Report("uninstall", dry_run=dry_run)
    taken = _Taken()
    memories = _take_repositories(context, known, taken, report, purge=purge)
    _take_user(context, taken, report)
    _take_machine(context, known, taken, report, purge=purge)
    places = f"{len(memories)} {'repository' if len(memories) == 1 else 'repositories'}"
    would = "would be" if dry_run else "is"
    report.headline = f"Trailnote {would} out of {places}, your configuration and this machine."
    if dry_run:
        report.diffs = _diffs(taken, "", context.user_dir)
        return report
    what = "and delete all memory" if purge else "(memory stays)"
    if not context.confirmed(f"Take Trailnote out of {places} {what}?", yes=yes, without_terminal=not purge):
        raise UsageError("nothing was changed. Pass --yes to go on.")
    _carry_out(context, taken)
    _say_what_is_left(context, report, memories, purge=purge)
    return report


def _take_repositories(
    context: Context, known: registry.Registry, taken: _Taken, report: Report, *, purge: bool
) -> list[str]:
    """Plan the removal from every repository that is there, and return where each keeps its memory."""
    memories = []
    wired = dict(known.repositories)
    for root in (*paths.places(context.user_dir), *registry.seen(context.user_dir)):
        # Hooks of the user scope and of the plugin record in repositories that nobody installed into.
        if os.path.isdir(os.path.join(root, paths.MARKER)):
            wired.setdefault(root, [root])
    for root, worktrees in sorted(wired.items()):
        if not any(os.path.isdir(folder) for folder in (root, *worktrees)):
            report.notes.append(f"{root} is not there, so it was left out; should it come back, run clean in it.")
            continue
        project = paths.find_project(root, context.env) if os.path.isdir(root) else None
        memory_dir = project.memory_dir if project is not None else os.path.join(root, paths.MARKER)
        memories.append(memory_dir)
        _take_project(context, root, os.path.join(memory_dir, "local"), [*worktrees, root], taken, report)
        if purge and os.path.isdir(memory_dir):
            _take_memory(memory_dir, root, taken, report)
    return memories


def _take_user(context: Context, taken: _Taken, report: Report) -> None:
    """Plan the removal of our entries from the person's own configuration of every client."""
    book_path = os.path.join(context.user_dir, receipt.NAME)
    book = receipt.load(book_path, root="")
    everything: list[ManagedFile] = []
    for client in all_clients():
        folders = client.user_folders(context.machine)
        everything += client.user_files(context.machine)
        files = client.user_files(context.machine)
        files = tuple(file for file in files if os.path.realpath(file.path) not in taken.targets)
        _take_files(_planned(files, plan.Reach((context.home, *folders)), book), taken, report)
    for file in _read_no_more(everything, book, same_stem=False):
        _take_files([plan.remove(file, reach=plan.Reach((os.path.dirname(file.path),)), receipt=book)], taken, report)
    _take_book(book_path, taken)


def _take_machine(context: Context, known: registry.Registry, taken: _Taken, report: Report, *, purge: bool) -> None:
    """Plan the removal of launcher, link and environment and, with `purge`, of the user's memory."""
    user_dir = context.user_dir
    changes = launchers.plan_removal(home=context.home, user_dir=user_dir, known_target=known.link)
    for change in changes:
        report.files.append((word_for(change, dry_run=report.dry_run), change.path, "command"))
    taken.changes += changes
    taken.folders += [
        folder for folder in known.folders if is_inside(context.command, folder) or is_inside(user_dir, folder)
    ]
    names = list(MACHINERY)
    if purge:
        names += ["memory", "projects", "config.json", "bug.log", "log.jsonl", "log.jsonl.old", "dropped"]
        there = os.listdir(user_dir) if os.path.isdir(user_dir) else []
        names += [name for name in there if name.startswith("dropped-")]
    of_plugins = os.path.join(context.home, ".local", "share", "trailnote")
    places = [os.path.join(user_dir, name) for name in names]
    places += [os.path.join(folder, name) for folder in (user_dir, of_plugins) for name in OF_PLUGINS]
    changed = {*taken.books, *(change.path for change in taken.changes)}
    taken.trees += [path for path in dict.fromkeys(places) if os.path.lexists(path) and path not in changed]
    if not os.path.exists(os.path.join(user_dir, registry.NAME)):
        # A plugin alone: nobody noted which of the folders above it made, so that those that are empty go.
        taken.folders += [folder for folder in _above(of_plugins) if is_inside(folder, context.home)]
    if any(os.path.lexists(os.path.join(user_dir, name)) for name in ("env", "envs")):
        word = "remove" if report.dry_run else "removed"
        report.files.append((word, os.path.join(user_dir, "env"), "private environment"))
    taken.folders += [user_dir, of_plugins]


def _above(path: str) -> list[str]:
    """Return the two folders above a user directory, `~/.local/share` and `~/.local`."""
    return [os.path.dirname(path), os.path.dirname(os.path.dirname(path))]


def _say_what_is_left(context: Context, report: Report, memories: Sequence[str], *, purge: bool) -> None:
    kept = [folder for folder in memories if os.path.isdir(folder)]
    if kept and not purge:
        report.notes.append(f"Memory stays in {', '.join(kept)}")
    if os.path.isdir(context.user_dir):
        report.notes.append(f"{context.user_dir} still holds {', '.join(sorted(os.listdir(context.user_dir)))}")
    private = os.path.join(context.user_dir, "envs")
    if not context.source and not is_inside(os.path.realpath(sys.prefix), os.path.realpath(private)):
        report.notes.append(
            "The package itself is yours to remove: pipx uninstall trailnote, or pip uninstall trailnote."
        )
