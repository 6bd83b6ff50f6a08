"""What a session would be told now: the same selection and words as the hooks use."""

from __future__ import annotations

from collections.abc import Sequence

from trailnote import paths
from trailnote.distill import handoffs
from trailnote.recall import branches, heard, moments, standing
from trailnote.render import batons
from trailnote.render import brief as rendering
from trailnote.render import standing as standing_lines
from trailnote.service.workspace import Workspace
from trailnote.store.database import transaction


def brief(
    workspace: Workspace,
    *,
    prompt: str = "",
    files: Sequence[str] = (),
    budget_tokens: int | None = None,
    client: str = "",
) -> rendering.Block:
    """Return the block for a prompt (with the files under edit), or for a start when there is no prompt. Promoted text
    that `client` reads in its own files is left out; "" is a client that reads none of them."""
    project, config, now = workspace.project, workspace.config, workspace.now_ns()
    branch = paths.read_head(project.gitdir, project.commondir)[1] if project.gitdir else ""
    limit = config.prompt_tokens if prompt else config.start_tokens
    if budget_tokens is not None:
        limit = budget_tokens
    block = rendering.Block(project=config.name or project.name, branch=branch, budget_tokens=limit)
    db = workspace.database()
    user = workspace.database("user") if workspace.in_project and workspace.has("user") else None
    known = heard.ids(db, client, worktree=project.worktree, cwd=workspace.directory, began_ns=now)
    if prompt:
        notes = moments.for_prompt(db, prompt, tuple(files), now_ns=now, told=known, floor=config.floor, user=user)
    else:
        around = moments.look_around(project, branch)
        if files:
            around = moments.Surroundings(branch, tuple(files))
        notes = moments.for_start(db, around, now_ns=now, told=known, user=user)
        _baton(workspace, block, branch=branch, now_ns=now)
        for each in standing.for_start(db, project, now_ns=now, user=user):
            if each.told_as not in known:
                block.add(standing_lines.line(each), each.told_as)
    branches.mark_unmerged([note.memory for note in notes], project, branch)
    for note in notes:
        block.add(rendering.line_of(note.memory, root=project.worktree, now_ns=now, why=note.why), note.memory.id)
    return block


def _baton(workspace: Workspace, block: rendering.Block, *, branch: str, now_ns: int) -> None:
    """Begin the block with the handoff that a start here would be told, without taking it."""
    project, db = workspace.project, workspace.database()
    with transaction(db):
        handoffs.reap(db, now_ns=now_ns)
    head = paths.read_head(project.gitdir, project.commondir)[0] if project.gitdir else ""
    place = handoffs.Place(
        client="",
        session="",
        cwd=workspace.directory,
        worktree=project.worktree,
        branch=branch,
        head=head,
        shared=not workspace.in_project,
    )
    choice = handoffs.choose(db, place, now_ns=now_ns)
    if choice is not None and block.room >= batons.LEAST_CHARS:
        baton, takes = choice
        dirty = handoffs.uncommitted(project.worktree, baton.texts("files")) if project.gitdir and takes else []
        line = batons.line_of(baton, now_ns=now_ns, branch=branch, max_chars=block.room, uncommitted=dirty, taken=takes)
        block.add(line, baton.id)
