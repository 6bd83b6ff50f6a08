"""A replay's report as a table for a terminal, and as a plot in SVG."""

from __future__ import annotations

from html import escape

from trailnote.recall.evaluation import Report, Row

_BAR = 24  # characters of a full bar
_HEADS = ("recall@1", "@3", "@10", "MRR", "abstained", "silenced")


def table(report: Report) -> str:
    """Return the rows as aligned text, with a bar for recall@10; a sentence when there is nothing to show."""
    if not report.rows:
        return f"{report.commits} commits, and none refers to an earlier one or changes known files: nothing to replay."
    lines = [f"{report.commits} commits replayed"]
    for kind in dict.fromkeys(row.kind for row in report.rows):
        rows = [row for row in report.rows if row.kind == kind]
        lines += ["", f"{kind} ({rows[0].questions} questions)".ljust(30) + "".join(h.rjust(10) for h in _HEADS)]
        lines += [_line(row) for row in rows]
    return "\n".join(lines)


def _line(row: Row) -> str:
    numbers = (row.recall_1, row.recall_3, row.recall_10, row.mrr, row.abstained, row.silenced)
    cells = "".join(("" if value is None else f"{value:.3f}").rjust(10) for value in numbers)
    return f"  {row.method:28}{cells}  {'█' * round(row.recall_10 * _BAR)}"


_WIDTH, _LEFT, _ROW, _GAP, _TOP = 640, 190, 20, 34, 34
_COLOURS = ("#1f6f8b", "#99a8b2", "#cfd8dc")


def svg(report: Report) -> str:
    """Return a bar chart of recall@3 (full colour) and recall@10 (pale), grouped by question, as one SVG document."""
    parts: list[str] = []
    y = _TOP
    scale = _WIDTH - _LEFT - 60
    for kind in dict.fromkeys(row.kind for row in report.rows):
        rows = [row for row in report.rows if row.kind == kind]
        parts.append(_text(10, y, f"{kind}, {rows[0].questions} questions", bold=True))
        y += _ROW
        for place, row in enumerate(rows):
            colour = _COLOURS[min(place, len(_COLOURS) - 1)]
            parts.append(_text(_LEFT - 8, y, row.method, end=True))
            for value, opacity in ((row.recall_10, 0.45), (row.recall_3, 1.0)):
                parts.append(
                    f'<rect x="{_LEFT}" y="{y - 12}" width="{value * scale:.1f}" height="14" fill="{colour}" '
                    f'fill-opacity="{opacity}"/>'
                )
            parts.append(_text(_LEFT + row.recall_10 * scale + 6, y, f"{row.recall_3:.2f} / {row.recall_10:.2f}"))
            y += _ROW
        y += _GAP - _ROW
    head = f"{report.commits} commits replayed: recall among the first 3 / first 10"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{y}" viewBox="0 0 {_WIDTH} {y}" '
        f'font-family="sans-serif" font-size="12" role="img" aria-label="{escape(head, quote=True)}">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{_text(10, 16, head)}\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _text(x: float, y: float, words: str, *, bold: bool = False, end: bool = False) -> str:
    style = (' font-weight="bold"' if bold else "") + (' text-anchor="end"' if end else "")
    return f'<text x="{x:.0f}" y="{y:.0f}"{style} fill="#222">{escape(words)}</text>'
