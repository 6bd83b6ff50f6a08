"""Run every check in the order in which one thing rests on another, and mend what is safe to mend."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from trailnote import paths
from trailnote.errors import TrailnoteError

from .. import launchers, registry
from ..context import Context
from ..install import install
from ..recognise import HOOK_LAUNCHER
from ..target import Options, Target, target_of
from . import (
    FAIL,
    FIXED,
    WARN,
    Finding,
    claude_code,
    codex,
    copilot_cli,
    fail,
    gemini_cli,
    heard,
    memory,
    note,
    places,
    plugin,
    receipts,
    silence,
    trial,
    wired,
)

# Where one of these is broken, running the hooks would only say the same once more for each of them.
GROUND = {"switch", "launcher", "permission", "interpreter", "environment", "command"}


@dataclass(slots=True)
class Diagnosis:
    """All findings of one call."""

    repository: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 when a check fails, else 0: a warning says what waits for the person, and loses nothing yet."""
        return int(any(one.state == FAIL for one in self.findings))

    def as_json(self) -> str:
        """Return one object on one line."""
        rows = [
            {"check": one.check, "state": one.state, "message": one.message, "remedy": one.remedy}
            for one in self.findings
        ]
        value = {"repository": self.repository, "healthy": not self.exit_code, "checks": rows}
        return json.dumps(value, sort_keys=True, ensure_ascii=False)

    def as_text(self, *, base: str) -> str:  # noqa: ARG002  the shape of a report
        """Return one line a check."""
        lines = [
            f"{one.state:<5} {one.check}: {one.message}{' ' + one.remedy if one.remedy else ''}"
            for one in self.findings
        ]
        failed = sum(one.state == FAIL for one in self.findings)
        waiting = sum(one.state == WARN for one in self.findings)
        last = f"{failed} of {len(lines)} checks failed." if failed else "All is well."
        if waiting and not failed:
            last = f"Nothing is broken; what waits for you: {waiting}."
        return "\n".join([*lines, last]) + "\n"


def doctor(context: Context, repo: str, *, fix: bool) -> Diagnosis:
    """Check the installation that serves the repository at `repo` and, with `fix`, mend what is safe to mend."""
    target = _target(context, repo)
    repository = target.project.worktree if target.project else ""
    before = _examine(context, target)
    mends = list(dict.fromkeys(one.mend for one in before if one.mend))
    if not fix or not mends:
        return Diagnosis(repository, before)
    failed = _mend(context, target, mends)
    after = _examine(context, _target(context, repo))
    still = {(one.check, one.message) for one in after if one.state in (FAIL, WARN)}
    mended = [
        Finding(one.check, FIXED, one.message) for one in before if one.mend and (one.check, one.message) not in still
    ]
    return Diagnosis(repository, [*mended, *failed, *after])


def _target(context: Context, repo: str) -> Target:
    """Return what is looked at: the project when there is one, else the person's own configuration."""
    folder = os.path.abspath(os.path.join(context.cwd, repo))
    if not os.path.isdir(folder):
        raise TrailnoteError(f"{folder}: there is no such folder; nothing was looked at.")
    scope = "project" if paths.find_project(folder, context.env) is not None else "user"
    return target_of(context, Options(repo if scope == "project" else "", scope=scope))


def _examine(context: Context, target: Target) -> list[Finding]:
    found = wired.places(context, target)
    plugged = plugin.bundles(context, target)
    ground = places.switch(context)
    # A plugin brings its own launcher, and needs nothing of what the installer makes.
    if found or not plugged:
        ground += places.check(context, target)
    results = [*ground, *(wired.check(context, target, found) if found or not plugged else []), *_both_scopes(found)]
    results += receipts.check(context, target, found)
    broken = {one.check for one in ground if one.state == FAIL}
    # A plugin brings no command: then there is nobody to ask.
    answers = os.path.exists(context.command) and not broken & {"command", "environment", "interpreter"}
    remembered, clients = memory.check(context, target, answers=answers)
    known = heard.of(context, target, clients)
    if not broken & GROUND:
        results += trial.check(context, found)
        results += plugin.check(context, target, plugged, known, alone=not found)
    results += claude_code.check(context, target, found, known)
    results += codex.check(context, target, found, known)
    results += gemini_cli.check(context, target, found, known)
    results += copilot_cli.check(context, target, found, known)
    results += [*remembered, *silence.check(context, target, found, known)]
    return [*results, *_gone(context)]


def _both_scopes(found: Sequence[wired.Place]) -> list[Finding]:
    results = []
    hooks = [place for place in found if place.file.holds in ("hooks", "plugin") and place.is_wired]
    for place in hooks:
        others = [one for one in hooks if one.client is not place.client or one.scope == "user"]
        other = next((one for one in others if one.client.name == place.client.name), None)
        if place.scope == "project" and other is not None:
            message = (
                f"{place.client.title} runs the hooks of {place.file.path} and of {other.file.path}. Each event is "
                "recorded and answered once: whichever comes second yields; but every hook runs twice."
            )
            results.append(fail("twice", message, "To keep your own scope alone, run: trailnote clean --keep-memory"))
    return results


def _gone(context: Context) -> list[Finding]:
    """Find repositories of the registry, and the clone that was installed from, that are not there."""
    known = registry.load(context.user_dir)
    results = []
    if known.source and not os.path.isdir(os.path.join(known.source, "engine")):
        message = f"the clone that Trailnote was installed from, {known.source}, is not there; nothing runs from it."
        results.append(note("source", message, "To upgrade, run from where it is now: python3 installers install"))
    gone = [root for root in known.repositories if not os.path.isdir(root)]
    if gone:
        more = f", and {len(gone) - 1} more" if len(gone) > 1 else ""
        results.append(note("registry", f"{gone[0]}{more}, where Trailnote was installed, is not there any more."))
    return results


def _mend(context: Context, target: Target, mends: Sequence[str]) -> list[Finding]:
    """Do what the findings ask for; what could not be done comes back as a finding."""
    scopes = [mend.removeprefix("wire ") for mend in mends if mend.startswith("wire ")]
    found = wired.places(context, target)
    if not scopes and "install" in mends:
        scopes = list(dict.fromkeys(place.scope for place in found)) or [
            "user" if target.project is None else "project"
        ]
    try:
        for scope in scopes:
            names = tuple(dict.fromkeys(place.client.name for place in found if place.scope == scope))
            repo = target.project.worktree if target.project is not None else ""
            install(context, Options(repo if scope == "project" else "", names, scope))
        if "chmod" in mends:
            _give_back_rights(context, target.project or paths.user_project(context.env))
    except (TrailnoteError, OSError) as error:
        return [fail("fix", str(error), "Do that, and run this again.")]
    if "status" in mends:
        folder = target.project.worktree if target.project is not None else context.home
        context.runner.run([context.command, "status", "--json", "--repo", folder], context.env, folder)
    return []


def _give_back_rights(context: Context, project: paths.Project) -> None:
    local, launcher = project.local_dir, os.path.join(context.home, HOOK_LAUNCHER)
    if launchers.is_our_launcher(launcher):
        os.chmod(launcher, os.stat(launcher).st_mode | 0o700)
    if os.path.isdir(project.memory_dir):
        os.chmod(project.memory_dir, os.stat(project.memory_dir).st_mode | 0o700)
    for folder in (local, os.path.join(local, "spool")):
        if os.path.isdir(folder):
            os.chmod(folder, 0o700)
    for name in os.listdir(local) if os.path.isdir(local) else ():
        path = os.path.join(local, name)
        if os.path.isfile(path) and not os.path.islink(path):
            os.chmod(path, 0o600)
