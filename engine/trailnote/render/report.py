"""The report: tables for a terminal, and one page of HTML with plots as inline SVG that needs nothing from outside."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from trailnote.distill.figures import Report, Usage

if TYPE_CHECKING:
    from rich.table import Table

_OUTCOMES = ("succeeded", "failed", "abandoned", "unknown")
_BAR_CHARS = 24
_WIDTH, _HEIGHT, _MARGIN = 720, 160, 24  # of a plot, in SVG units
_ROW, _LABEL = 22, 300  # of a bar chart: the height of a row, the width of its labels


def tables(report: Report) -> Iterator[Table]:
    """Yield the report as tables for the terminal; one with nothing in it is left out."""
    from rich.table import Table

    def table(title: str, *columns: str) -> Table:
        made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
        for name in columns:
            made.add_column(name, overflow="fold")
        return made

    figures = table(f"{report.project}, executions", "figure", "value")
    for name, value in _figures(report.usage):
        figures.add_row(name, value)
    yield figures
    days = [day for day in report.days if day.outcomes]
    if days:
        most = max(sum(day.outcomes.values()) for day in days)
        made = table(f"by day, since {report.since}", "day", "executions", "", "tokens told")
        for day in days:
            n = sum(day.outcomes.values())
            made.add_row(day.date, str(n), "▇" * max(1, round(_BAR_CHARS * n / most)), str(day.tokens))
        yield made
    if report.failing:
        made = table("commands that failed most", "command", "failed", "of", "last failure", "fix")
        for row in report.failing:
            made.add_row(row.command, str(row.failed), str(row.runs), row.failure, row.fix)
        yield made
    if report.areas:
        made = table("areas", "folder", "executions", "succeeded", "failed", "failures fixed here")
        for area in report.areas:
            counts = (str(area.executions), str(area.succeeded), str(area.failed))
            made.add_row(area.folder, *counts, "; ".join(area.failures))
        yield made
    if report.reopened:
        made = table("files opened again without an edit between", "file", "times")
        for path, n in report.reopened:
            made.add_row(path, str(n))
        yield made
    if report.told:
        made = table("told", "moment", "notes", "of use", "tokens")
        for row_told in report.told:
            made.add_row(row_told.moment, str(row_told.notes), str(row_told.used), str(row_told.tokens))
        yield made


def _figures(usage: Usage) -> list[tuple[str, str]]:
    def shown(value: float | None, unit: str = "") -> str:
        return "-" if value is None else f"{value:g}{unit}"

    outcomes = ", ".join(f"{n} {name}" for name, n in usage.outcomes.items())
    return [
        ("executions", f"{usage.total}" + (f" ({outcomes})" if outcomes else "")),
        ("clients", ", ".join(f"{name} {n}" for name, n in usage.clients.items()) or "-"),
        ("average time", shown(None if usage.average_ms is None else usage.average_ms / 1000, " s")),
        ("average files opened", shown(usage.average_opened)),
        ("average files opened again", shown(usage.average_reopened)),
        ("average commands", shown(usage.average_commands)),
        ("tests seen", f"{usage.tests_passed} passed, {usage.tests_failed} failed"),
        ("notes told", f"{usage.notes_told}, of use {usage.notes_used}"),
        ("tokens told", str(usage.tokens_told)),
    ]


def page(report: Report) -> str:
    """Return the report as one HTML page: styles and plots inline, no script, no address."""
    name = html.escape(report.project)
    rows = "".join(f"<tr><th>{_e(k)}</th><td>{_e(v)}</td></tr>" for k, v in _figures(report.usage))
    sections = [
        f"<section><table>{rows}</table></section>",
        _section("Executions by day", _stacked(report)),
        _section("How they ended", _outcome_bar(report.usage)),
        _section("Commands that failed most, and what fixed them", _failing(report)),
        _section("Areas", _areas(report)),
        _section("Files opened again without an edit between", _bars(report.reopened, "files opened again")),
        _section("Notes told, and of use", _told(report)),
        _section("Tokens told by day", _columns([(d.date, d.tokens) for d in report.days])),
    ]
    body = "\n".join(sections)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}: what was done</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{name}</h1>\n<p>Executions recorded since {_e(report.since)} (days in UTC).</p>\n"
        f"{body}\n</body>\n</html>\n"
    )


_STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--soft:#66727f;--line:#d8dee5;--paper:#fff;--succeeded:#2f7d4f;
--failed:#b3372f;--abandoned:#b07d18;--unknown:#8a94a0;--used:#2b6cb0}
@media(prefers-color-scheme:dark){:root{--ink:#e3e8ee;--soft:#9aa6b2;--line:#33404d;--paper:#141a21;
--succeeded:#58b681;--failed:#e0736b;--abandoned:#d9a94a;--unknown:#7d8894;--used:#6aa5e0}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:2rem auto;max-width:52rem;
padding:0 1rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem}p{color:var(--soft);margin:.2rem 0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{font-weight:500;color:var(--soft)}
svg{width:100%;height:auto;display:block}text{font:12px system-ui,sans-serif;fill:var(--ink)}.soft{fill:var(--soft)}
.axis{stroke:var(--line)}.succeeded{fill:var(--succeeded)}.failed{fill:var(--failed)}.abandoned{fill:var(--abandoned)}
.unknown{fill:var(--unknown)}.used{fill:var(--used)}code{font:13px ui-monospace,monospace}
"""


def _e(text: object) -> str:
    return html.escape(str(text))


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{_e(title)}</h2>\n{content or '<p>Nothing recorded.</p>'}\n</section>"


def _svg(height: float, content: str, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:g}" role="img" aria-label="{_e(title)}">\n'
        f"<title>{_e(title)}</title>\n{content}\n</svg>"
    )


def _rect(x: float, y: float, width: float, height: float, name: str, told: str) -> str:
    return (
        f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{max(height, 0.5):.1f}">'
        f"<title>{_e(told)}</title></rect>"
    )


def _text(x: float, y: float, text: object, anchor: str = "start") -> str:
    return f'<text class="soft" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_e(text)}</text>'


def _axes(labels: Sequence[str], most: int) -> str:
    base = _HEIGHT - _MARGIN
    line = f'<line class="axis" x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}"/>'
    return line + _text(0, _HEIGHT - 6, labels[0]) + _text(_WIDTH, _HEIGHT - 6, labels[-1], "end") + _text(0, 12, most)


def _stacked(report: Report) -> str:
    days = report.days
    most = max((sum(day.outcomes.values()) for day in days), default=0)
    if not most:
        return ""
    step, room = _WIDTH / len(days), _HEIGHT - _MARGIN - 18
    parts = []
    for at, day in enumerate(days):
        top = float(_HEIGHT - _MARGIN)
        for name in _OUTCOMES:
            n = day.outcomes.get(name, 0)
            if n:
                height = room * n / most
                top -= height
                parts.append(_rect(at * step, top, step * 0.8, height, name, f"{day.date}: {n} {name}"))
    return _svg(_HEIGHT, "".join(parts) + _axes([d.date for d in days], most), "executions by day and outcome")


def _columns(values: Sequence[tuple[str, int]]) -> str:
    most = max((n for _, n in values), default=0)
    if not most:
        return ""
    step, room = _WIDTH / len(values), _HEIGHT - _MARGIN - 18
    parts = [
        _rect(at * step, _HEIGHT - _MARGIN - room * n / most, step * 0.8, room * n / most, "used", f"{date}: {n}")
        for at, (date, n) in enumerate(values)
        if n
    ]
    return _svg(_HEIGHT, "".join(parts) + _axes([date for date, _ in values], most), "tokens told by day")


def _outcome_bar(usage: Usage) -> str:
    if not usage.total:
        return ""
    x, parts = 0.0, []
    for name in _OUTCOMES:
        n = usage.outcomes.get(name, 0)
        if n:
            width = _WIDTH * n / usage.total
            parts.append(_rect(x, 0, width, 24, name, f"{n} {name}"))
            parts.append(_text(x, 42, f"{n} {name}"))
            x += width
    return _svg(50, "".join(parts), "executions by outcome")


def _bars(values: Sequence[tuple[str, int]], title: str, name: str = "used") -> str:
    if not values:
        return ""
    most = max(n for _, n in values) or 1
    parts = []
    for at, (label, n) in enumerate(values):
        y = at * _ROW
        shown = label if len(label) <= 44 else "…" + label[-43:]
        parts.append(f'<text x="0" y="{y + 15}">{_e(shown)}</text>')
        width = (_WIDTH - _LABEL - 50) * n / most
        parts.append(_rect(_LABEL, y + 4, width, _ROW - 8, name, f"{label}: {n}"))
        parts.append(_text(_LABEL + width + 6, y + 15, n))
    return _svg(len(values) * _ROW, "".join(parts), title)


def _failing(report: Report) -> str:
    if not report.failing:
        return ""
    plot = _bars([(row.command, row.failed) for row in report.failing], "failures by command", "failed")
    rows = "".join(
        f"<tr><td><code>{_e(row.command)}</code></td><td>{row.failed} of {row.runs}</td><td>{_e(row.failure)}</td>"
        f"<td>{_e(row.fix)}</td></tr>"
        for row in report.failing
    )
    head = "<tr><th>command</th><th>failed</th><th>last failure</th><th>fix</th></tr>"
    return f"{plot}\n<table>{head}{rows}</table>"


def _areas(report: Report) -> str:
    if not report.areas:
        return ""
    rows = "".join(
        f"<tr><td>{_e(a.folder)}</td><td>{a.executions}</td><td>{a.succeeded}</td><td>{a.failed}</td>"
        f"<td>{_e('; '.join(a.failures))}</td></tr>"
        for a in report.areas
    )
    head = "<tr><th>folder</th><th>executions</th><th>succeeded</th><th>failed</th><th>failures fixed here</th></tr>"
    return f"<table>{head}{rows}</table>"


def _told(report: Report) -> str:
    if not report.told:
        return ""
    rows = "".join(
        f"<tr><td>{_e(t.moment)}</td><td>{t.notes}</td><td>{t.used}</td><td>{t.tokens}</td></tr>" for t in report.told
    )
    counts = [pair for t in report.told for pair in ((f"{t.moment}: told", t.notes), (f"{t.moment}: of use", t.used))]
    plot = _bars(counts, "notes told and of use")
    return f"{plot}\n<table><tr><th>moment</th><th>notes</th><th>of use</th><th>tokens</th></tr>{rows}</table>"
