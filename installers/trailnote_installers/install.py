"""`install`: make the environment, wire the clients, learn the history, tell what the next session will be told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from trailnote import paths
from trailnote.errors import SettingsError, TrailnoteError

from . import environment, launchers, plan, receipt, registry
from .clients import all_clients
from .context import Context, locked
from .environment import Build
from .notes import opening, steps
from .receipt import Receipt
from .recognise import COMMAND
from .report import Report, diff_of, word_for
from .snapshot import NOTHING_CHANGED
from .target import Options, Target, read_by_clients, target_of
from .transaction import Change, Transaction


def install(context: Context, options: Options) -> Report:
    """Install and return what was done. Raise TrailnoteError, with nothing changed, where that is not possible."""
    target = target_of(context, options)
    why = paths.refusal(target.project, context.env) if target.project is not None else ""
    if why:
        raise TrailnoteError(why)
    report = opening(context, options, target)
    planned, book = _plan_files(context, options, target)
    changes = _changes(context, options, target, planned, book)
    for item in planned:
        report.files.append((word_for(item.change, dry_run=options.dry_run), item.file.path, item.file.holds))
        report.notes += item.notes
    changed = {item.file.path for item in planned if item.change is not None}
    report.steps = steps(context, options, target, changed)
    if options.dry_run:
        base = target.project.worktree if target.project else ""
        report.diffs = [diff_of(change, base=base) for change in changes if not _is_ours(change, context, target)]
        return report
    with locked(context.user_dir):
        _write(context, target, changes, [os.path.realpath(item.file.path) for item in planned])
    if target.project is not None:
        _learn(context, target.project, report)
    return report


def _book_path(context: Context, options: Options, project: paths.Project | None) -> tuple[str, str]:
    """Return the receipt's path and what its paths are relative to."""
    if options.scope == "project" and project is not None:
        return os.path.join(project.local_dir, receipt.NAME), project.root
    return os.path.join(context.user_dir, receipt.NAME), ""


def _plan_files(context: Context, options: Options, target: Target) -> tuple[list[plan.Planned], Receipt]:
    book_path, root = _book_path(context, options, target.project)
    book = receipt.load(book_path, root=root)
    personal = [folder for client in all_clients() for folder in client.user_folders(context.machine)]
    planned: list[plan.Planned] = []
    for client in target.clients:
        if options.scope == "project" and target.project is not None:
            reach = plan.Reach((target.project.worktree, context.home), personal)
            files = client.project_files(target.project.worktree)
        else:
            reach = plan.of_person(context.home, client.user_folders(context.machine))
            files = client.user_files(context.machine)
        known = {item.file.path for item in planned}  # two clients may read one file
        planned += [plan.install(file, reach=reach, receipt=book) for file in files if file.path not in known]
    _refuse_one_for_two(planned)
    for item in planned:
        if item.record is not None:
            book.records[item.record.path] = item.record
    _drop_stale(book, read_by_clients(context, target.project, options.scope))
    return planned, book


def _refuse_one_for_two(planned: Sequence[plan.Planned]) -> None:
    """Raise SettingsError where links make one file of two: each would be planned as if the other were not."""
    known: dict[str, str] = {}
    for path in (item.file.path for item in planned):
        other = known.setdefault(os.path.realpath(path), path)
        if other != path:
            raise SettingsError(
                f"{path}: is the same file as {other}; {NOTHING_CHANGED}. Replace the link by a file of its own."
            )


def _drop_stale(book: Receipt, read: set[str]) -> None:
    """Drop what a receipt tells of a file that no client reads any more and that holds nothing of ours, unless it names
    a folder that we made and no other record does."""
    for key in set(book.records) - {book.key(path) for path in read}:
        others = {folder for other in book.records.values() if other.path != key for folder in other.folders}
        made = {folder for folder in book.records[key].folders if os.path.isdir(os.path.join(book.root, folder))}
        if made <= others and not plan.mentions_us(os.path.join(book.root, key)):
            del book.records[key]


def _changes(
    context: Context, options: Options, target: Target, planned: list[plan.Planned], book: Receipt
) -> list[Change]:
    """Return every change of the install, in the order in which they take effect.

    The receipt comes first: a run that is killed leaves one that tells of files not yet changed, which does no harm.
    """
    book_path, _ = _book_path(context, options, target.project)
    known = registry.load(context.user_dir)
    changes = [_own_file(book_path, book.dump())] if book.records else []
    places = launchers.plan(
        target.installed,
        home=context.home,
        user_dir=context.user_dir,
        known_target=known.link,
        platform=context.platform,
        env=context.env,
    )
    if target.project is not None:
        known.add(target.project.root, target.project.worktree)
    if any(change.path == context.command for change in places):
        known.link = target.installed.command
    known.source = context.source
    for folder in (os.path.dirname(context.command), os.path.dirname(context.user_dir)):
        known.folders = sorted({*known.folders, *_missing_folders(folder)})
    changes.append(_own_file(os.path.join(context.user_dir, registry.NAME), known.dump()))
    if target.build is not None and context.platform != launchers.WINDOWS:
        changes.append(_env_link(context, target.build))
    changes += places
    changes += [item.change for item in planned if item.change is not None]
    # A launcher that only lost the right to run is planned with the text that it has.
    return [change for change in changes if change.before != change.after or change.mode & 0o100]


def _own_file(path: str, content: bytes) -> Change:
    try:
        with open(path, "rb") as file:
            before: bytes | None = file.read()
    except OSError:
        before = None
    return Change(path, before, content, mode=0o600)


def _env_link(context: Context, build: Build) -> Change:
    path = os.path.join(context.user_dir, "env")
    if os.path.lexists(path) and not os.path.islink(path):
        raise TrailnoteError(f"{path}: is not Trailnote's link; nothing was changed. Move it away and run this again.")
    before = os.readlink(path) if os.path.islink(path) else None
    return Change(path, before, os.path.join("envs", os.path.basename(build.folder)))


def _missing_folders(folder: str) -> list[str]:
    missing = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    return missing


def _is_ours(change: Change, context: Context, target: Target) -> bool:
    """Return whether a change is in Trailnote's own folders, which a dry run does not show line by line."""
    own = [context.user_dir, os.path.join(context.home, COMMAND)]  # the launchers' names begin so too
    if target.project is not None:
        own.append(target.project.memory_dir)
    return any(change.path.startswith(folder) for folder in own)


def _write(context: Context, target: Target, changes: list[Change], targets: list[str]) -> None:
    """Build the environment when it is not there, then make all changes; where either fails, take the other back."""
    built, previous = False, _build_in_use(context)
    if target.build is not None and not environment.is_whole(target.build.folder, platform=context.platform):
        context.progress(f"making the environment in {target.build.folder}, once, about half a minute ...")
        environment.make(target.build, context.env, context.builder, platform=context.platform)
        built = True
    fresh = target.project is not None and not os.path.lexists(target.project.memory_dir)
    noted = paths.places(context.user_dir)
    finished = False
    try:
        if target.project is not None:
            _ensure_local(target.project, context.user_dir)
        records = {receipt.NAME, registry.NAME}
        ahead = sum(os.path.basename(change.path) in records for change in changes)
        Transaction(changes, context.step, targets, ahead=ahead).commit()
        finished = True
    finally:
        if not finished:
            if fresh and target.project is not None:
                shutil.rmtree(target.project.memory_dir, ignore_errors=True)
                if target.project.root not in noted:
                    _forget_place(context.user_dir, target.project.root)
            if built and target.build is not None:
                shutil.rmtree(target.build.folder, ignore_errors=True)
                environment.remove_if_empty(os.path.dirname(target.build.folder))
    if built and target.build is not None:
        environment.sweep(context.user_dir, keep={target.build.folder, previous})


def _forget_place(user_dir: str, root: str) -> None:
    """Take back the note of a memory folder that is gone again."""
    path = os.path.join(user_dir, paths.PLACES)
    left = "".join(f"{place}\n" for place in paths.places(user_dir) if place != root)
    if left:
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(left)
    elif os.path.exists(path):
        os.unlink(path)


def _build_in_use(context: Context) -> str:
    """Return the folder of the build that clients run from now."""
    if context.platform != launchers.WINDOWS:
        return os.path.realpath(os.path.join(context.user_dir, "env"))
    return os.path.dirname(os.path.dirname(registry.load(context.user_dir).link))


def _ensure_local(project: paths.Project, user_dir: str) -> None:
    try:
        paths.ensure_local(project, user=user_dir)
    except OSError as error:
        raise TrailnoteError(
            f"{project.memory_dir}: cannot be made ({error.strerror or error}); nothing was changed. "
            "Give the right to write there, or move what is in the way."
        ) from error


def _learn(context: Context, project: paths.Project, report: Report) -> None:
    """Learn the repository's history and fetch the brief; a failure there leaves the wiring as it is."""
    context.progress(f"learning the history of {project.worktree} ...")
    for verb in ("bootstrap", "brief"):
        code, out, err = context.runner.run(
            [context.command, verb, "--repo", project.worktree], context.env, project.worktree
        )
        if code:
            tail = "\n".join((out + err).strip().splitlines()[-5:])
            report.notes.append(f"everything is wired, but `trailnote {verb}` failed (exit {code}): {tail}")
            report.exit_code = 1
            return
        if verb == "bootstrap":
            report.learned = out.strip()
        else:
            report.brief = out.strip()
