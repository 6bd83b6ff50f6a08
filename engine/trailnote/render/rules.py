"""Rules as YAML, JSON, Markdown, a SKILL.md folder or settings: one shape, several spellings.

Text of a rule is told verbatim in all of them; in Markdown what would break the list is escaped. `RuleView.to_dict`
is the shape that `skills --json` promises.
"""

from __future__ import annotations

import json
import re

from trailnote.distill.notebook import CATEGORIES
from trailnote.distill.rules.report import RuleView
from trailnote.render.quoting import seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMATS = ("yaml", "json", "markdown", "skill", "settings")
SETTINGS_KEY = "trailnote"
SKILL_NAME = "trailnote-rules"
_SKILL_DESCRIPTION = (
    "Rules that this project's own work taught, each with how often it was learned. Read before writing, testing or "
    "releasing code here."
)


def rendered(views: Sequence[RuleView], format: str) -> str:
    """Return the rules in one of FORMATS, ending in a line break; `skill` is the text of SKILL.md."""
    writers = {"yaml": to_yaml, "json": to_json, "markdown": to_markdown, "skill": to_skill, "settings": to_settings}
    return writers[format](views)


def to_json(views: Sequence[RuleView]) -> str:
    """Return `{"skills": [...]}` on one line with sorted keys."""
    return json.dumps({"skills": [view.to_dict() for view in views]}, ensure_ascii=False, sort_keys=True) + "\n"


def to_yaml(views: Sequence[RuleView]) -> str:
    """Return the JSON shape as YAML."""
    import yaml  # 20 ms to import

    shape = {"skills": [view.to_dict() for view in views]}
    return str(yaml.safe_dump(shape, allow_unicode=True, sort_keys=True, width=120))


def to_markdown(views: Sequence[RuleView]) -> str:
    """Return the rules as a list under a heading for each category, with what contradicts them said beneath."""
    lines = ["# Rules", ""]
    for category, members in _by_category(views).items():
        lines += [f"## {CATEGORIES.get(category, category.replace('_', ' ').capitalize())}", ""]
        for view in members:
            often = "once" if view.frequency == 1 else f"{view.frequency} times"
            lines.append(f"- {_item(view.text)} ({view.id}; {view.confidence} confidence, seen {often}; {view.state})")
            if view.contradicts:
                lines.append(f"  - contradicts {', '.join(view.contradicts)}")
        lines.append("")
    if not views:
        lines += ["Nothing was learned yet.", ""]
    return "\n".join(lines)


def to_skill(views: Sequence[RuleView]) -> str:
    """Return a SKILL.md: front matter with name and description, then the rules that nobody rejected."""
    kept = [view for view in views if view.state != "rejected"]
    front = f"---\nname: {SKILL_NAME}\ndescription: {json.dumps(_SKILL_DESCRIPTION)}\n---\n\n"
    return front + to_markdown(kept)


def to_settings(views: Sequence[RuleView]) -> str:
    """Return settings JSON with the rules under one key of ours, indented by two."""
    return json.dumps({SETTINGS_KEY: settings_value(views)}, ensure_ascii=False, indent=2) + "\n"


def settings_value(views: Sequence[RuleView]) -> dict[str, object]:
    """Return what stands under our key in settings: id and text of the rules that nobody rejected."""
    kept = [view for view in views if view.state != "rejected"]
    return {"rules": [{"id": view.id, "text": seen(view.text)} for view in kept]}


def _by_category(views: Sequence[RuleView]) -> Mapping[str, list[RuleView]]:
    gathered: dict[str, list[RuleView]] = {category: [] for category in CATEGORIES}
    for view in views:
        gathered.setdefault(view.category, []).append(view)
    return {category: members for category, members in gathered.items() if members}


def _item(text: str) -> str:
    """Return a rule's text as one list item: nested lines indented, comments and headings without effect."""
    plain = seen(text).replace("<!--", "&lt;!--").replace("-->", "--&gt;")
    lines = [re.sub(r"^(\s*)(#|>|\||```|~~~)", r"\1\\\2", line) for line in plain.splitlines()]
    return "\n  ".join(line for line in lines if line.strip())
