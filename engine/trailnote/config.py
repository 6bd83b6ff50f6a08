"""Settings: two small JSON files, read as typed values; a project's own win over the user's.

`<user directory>/config.json` and `<project>/.trailnote/local/config.json`. Neither is ever shared: a cloned repository
must not be able to change what is redacted or told. Unknown keys are kept and ignored; a value of a wrong type is
ignored and named by `problems`.
"""

from __future__ import annotations

import os

from trailnote import jsontext, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

CHARS_PER_TOKEN = 4

_DEFAULTS: dict[str, object] = {
    "enabled": True,  # false: hooks neither record nor tell anything here
    "name": "",  # what sessions are shown instead of the folder's name; `trailnote rename` sets it
    "user_scope": "on",  # on, or opt-in: record only in repositories where Trailnote was installed
    "start_tokens": 1500,
    "prompt_tokens": 400,
    "failure_tokens": 200,
    "session_tokens": 5000,
    "floor": 1.0,  # factor on the relevance floor: above 1 says less
    "redact_patterns": [],  # regular expressions of the user's own secrets
    "redact_allow": [],  # exact strings that are never a secret
    "repeat_failures": 3,  # the same command failing this often with nothing changed is told once
    "summary": True,  # one line to the user at a turn's end
    "embedding_model": "",  # such as sentence-transformers:all-MiniLM-L6-v2, ollama:nomic-embed-text, openai:…
    "embedding_url": "",  # an OpenAI-compatible endpoint
    "embedding_timeout_s": 5.0,
    "event_days": 30,
}


class Config:
    """The settings in force for one project."""

    __slots__ = ("problems", *_DEFAULTS)

    if TYPE_CHECKING:
        enabled: bool
        name: str
        user_scope: str
        start_tokens: int
        prompt_tokens: int
        failure_tokens: int
        session_tokens: int
        floor: float
        redact_patterns: list[str]
        redact_allow: list[str]
        repeat_failures: int
        summary: bool
        embedding_model: str
        embedding_url: str
        embedding_timeout_s: float
        event_days: int
        problems: list[str]

    def __init__(self) -> None:
        self.problems = []
        for name, value in _DEFAULTS.items():
            setattr(self, name, list(value) if isinstance(value, list) else value)

    def take(self, path: str) -> None:
        """Take over the settings in the file at `path`; one that is absent changes nothing."""
        try:
            with open(path, encoding="utf-8") as f:
                value = jsontext.loads(f.read(1 << 20))
        except FileNotFoundError:
            return
        except (OSError, ValueError) as exc:
            self.problems.append(f"{path}: not read ({exc}); the defaults stand")
            return
        if not isinstance(value, dict):
            self.problems.append(f"{path}: not a JSON object; the defaults stand")
            return
        for name, found in value.items():
            if name in _DEFAULTS:
                self._set(path, name, found)

    def _set(self, path: str, name: str, found: object) -> None:
        default = _DEFAULTS[name]
        if isinstance(default, float) and isinstance(found, int) and not isinstance(found, bool):
            found = float(found)
        good = type(found) is type(default) and not (isinstance(found, int | float) and found < 0)
        if isinstance(found, list):
            good = good and all(isinstance(x, str) for x in found)
        if good:
            setattr(self, name, found)
        else:
            self.problems.append(f"{path}: {name} must be like {jsontext.dumps(default)}; the default stands")


def load(project: paths.Project, env: Mapping[str, str]) -> Config:
    """Return the settings for `project`; `TRAILNOTE_BUDGET` (tokens) caps what a session is told."""
    config = Config()
    config.take(os.path.join(paths.user_dir(env), "config.json"))
    config.take(os.path.join(project.local_dir, "config.json"))
    budget = env.get("TRAILNOTE_BUDGET", "")
    if budget:
        if budget.isdecimal():
            config.session_tokens = int(budget)
        else:
            config.problems.append(f"TRAILNOTE_BUDGET={budget!r} is not a number of tokens; the default stands")
    return config
