"""When each client was last heard, and whether its silence means that something is lost or only that nobody began."""

from __future__ import annotations

import calendar
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .. import receipt
from ..context import Context
from ..target import Target
from . import Finding, fail, warn


@dataclass(frozen=True, slots=True)
class Heard:
    """Times in seconds since the epoch, 0 for never: of the install, and of each client's last event here."""

    installed_at: float
    events: Mapping[str, float] = field(default_factory=dict)

    def since_install(self, client: str) -> bool:
        """Return whether a client has reported an event since the install."""
        return self.events.get(client, 0.0) > self.installed_at

    def waiting(self, client: str, session_at: float) -> Callable[[str, str, str], Finding]:
        """Return what to call a client's hooks that wait for a person's yes.

        A warning while nothing was lost; a failure once the client had a session (`session_at`) or reported an event
        since the install: what it does now goes by unrecorded.
        """
        return fail if self.since_install(client) or session_at > self.installed_at else warn


def of(context: Context, target: Target, clients: Mapping[str, str]) -> Heard:
    """Return what is known of a project, by the receipt's age and what `status` says of its clients."""
    local = target.project.local_dir if target.project is not None else context.user_dir
    installed_at = modified(os.path.join(local, receipt.NAME)) or modified(os.path.join(context.user_dir, receipt.NAME))
    return Heard(installed_at, {name: seconds(at) for name, at in clients.items()})


def seconds(at: str) -> float:
    """Return an RFC 3339 time as seconds since the epoch; 0 for what is none."""
    try:
        return float(calendar.timegm(time.strptime(at[:19], "%Y-%m-%dT%H:%M:%S")))
    except ValueError:
        return 0.0


def modified(path: str) -> float:
    """Return when a file was last changed; 0 where there is none."""
    try:
        return os.path.getmtime(path)
    except OSError:
        return 0.0
