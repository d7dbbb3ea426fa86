"""``report.html``: what a backfill came to, on a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
:root{color-scheme:light dark;--line:#8883;--soft:#888;--bar:#3b7dd833}
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2.5rem auto;padding:0 1.5rem}
h1{font-size:1.6rem;margin:0 0 1.5rem}h2{font-size:1rem;margin:0 0 .5rem}
dl{display:grid;grid-template-columns:repeat(5,1fr);gap:1px;margin:0 0 2.5rem;
background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden}
dl div{background:Canvas;padding:.75rem 1rem}dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.4rem;font-variant-numeric:tabular-nums}
main{display:grid;grid-template-columns:1fr 1fr;gap:2.5rem}section:last-child{grid-column:1/-1}
@media(max-width:50rem){dl{grid-template-columns:1fr 1fr}main{grid-template-columns:1fr}}
table{border-collapse:collapse;width:100%}
th{color:var(--soft);font-weight:normal;font-size:.85rem;text-align:left}
td,th{padding:.3rem .6rem;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.b{background:linear-gradient(90deg,var(--bar) var(--share),transparent var(--share))}
"""
_STATES = ("ok", "review", "held", "kept")


def page(found: Mapping[str, Any]) -> str:
    """Return the page of a report."""
    markets = [
        (name, *(counts.get(state, 0) for state in _STATES), _percent(counts, "review", "held"))
        for name, counts in found["markets"].items()
    ]
    slowest = [tuple(row.values()) for row in found["slowest"][:10]]
    worst = [(row["id"], row["market"], ", ".join(row["issues"])) for row in found["worst"]]
    parts = [
        _table("Markets", ("market", *_STATES, "for review"), markets),
        _table("Rejected rows", ("reason", "rows"), list(found["rejected"].items())),
        _table("Issues", ("code", "fields"), list(found["issues"].items())),
        _table("Scores of translations", ("score", "rows"), list(found.get("scores", {}).items())),
        _table("Slowest chunks", ("chunk", "seconds", "segments", "cached"), slowest),
        _table("Most issues", ("id", "market", "issues"), worst),
    ]
    head = f'<meta charset="utf-8"><title>Backfill</title><style>{_STYLE}</style>'
    body = f"<h1>Backfill</h1>{_figures(found)}<main>{''.join(parts)}</main>"
    return f'<!doctype html><html lang="en">{head}{body}</html>\n'


def _figures(found: Mapping[str, Any]) -> str:
    """Return the totals, the most wanted first."""
    states: dict[str, int] = {}
    for counts in found["markets"].values():
        states = {name: states.get(name, 0) + counts.get(name, 0) for name in _STATES}
    segments = {"cached": found.get("cached_segments", 0)}
    segments["fresh"] = found.get("segments", 0) - segments["cached"]
    shown = {
        "documents": found.get("documents", 0),
        "translations": found.get("translations", 0),
        "for review": _percent(states, "review", "held"),
        "rows rejected": sum(found["rejected"].values()),
        "unchanged": found.get("unchanged", 0),
        "segments cached": _percent(segments, "cached"),
        "documents/s": found.get("documents_per_second", 0.0),
        "time": _time(found.get("seconds", 0.0)),
        "core-hours": found.get("core_hours", 0.0),
        "chunks": found.get("chunks", 0),
    }
    cells = (f"<div><dt>{name}</dt><dd>{_shown(value)}</dd></div>" for name, value in shown.items())
    return f"<dl>{''.join(cells)}</dl>"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a table; in one of two columns, a bar behind the name shows the number."""
    if not rows:
        return ""
    names = "".join(
        f"<th{_kind(value)}>{escape(name)}</th>" for name, value in zip(head, rows[0], strict=True)
    )
    most = max(row[1] for row in rows) if len(head) == 2 else 0
    body = "".join(f"<tr>{_bar(row, most)}{''.join(map(_cell, row[1:]))}</tr>" for row in rows)
    return f"<section><h2>{escape(title)}</h2><table><tr>{names}</tr>{body}</table></section>"


def _bar(row: Sequence[Any], most: int) -> str:
    if not most:
        return _cell(row[0])
    share = f"{100 * row[1] / most:.0f}%"
    return f'<td class="b" style="--share:{share}">{escape(str(row[0]))}</td>'


def _cell(value: Any) -> str:
    return f"<td{_kind(value)}>{_shown(value)}</td>"


def _kind(value: Any) -> str:
    return ' class="n"' if isinstance(value, int | float) or str(value).endswith("%") else ""


def _shown(value: Any) -> str:
    """Return a value for people.

    >>> _shown(1234567), _shown(33.476), _shown(0.0019), _shown("a<b")
    ('1,234,567', '33.5', '0.0019', 'a&lt;b')
    """
    if isinstance(value, float):
        return f"{value:,.1f}" if value >= 1 else f"{value:.2g}"
    return f"{value:,}" if isinstance(value, int) else escape(str(value))


def _percent(counts: Mapping[str, int], *names: str) -> str:
    whole, part = sum(counts.values()), sum(counts.get(name, 0) for name in names)
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _time(seconds: float) -> str:
    """Return a time for people.

    >>> _time(8.63), _time(75), _time(7384)
    ('8.6 s', '1 min 15 s', '2 h 3 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
