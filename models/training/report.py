"""Tell what an evaluation found: as lines of text, and as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from models.training.compare import Comparison
from models.training.scores import Evaluation, Result

_STYLE = """
:root{color-scheme:light dark;--line:light-dark(#ddd,#444);--soft:light-dark(#666,#aaa);
--bad:light-dark(#b3261e,#f2928c);--wash:light-dark(#f6f6f6,#222)}
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
thead th{background:var(--wash)}td.n{text-align:right;font-variant-numeric:tabular-nums}
.s{color:var(--soft);font-size:.85em;overflow-wrap:anywhere}.f{color:var(--bad);font-size:.85em}
"""


_ROWS: dict[str, Callable[[Evaluation], object]] = {
    "segments": lambda e: len(e.results),
    "BLEU": lambda e: e.bleu,
    "chrF": lambda e: e.chrf,
    "placeholders kept": lambda e: e.kept("placeholders"),
    "numbers kept": lambda e: e.kept("numbers"),
    "agreed terms kept": lambda e: e.terms,
    "loops": lambda e: e.loops,
    "without any flag": lambda e: e.clean,
    "length to reference": lambda e: f"{e.length:.3f}",
    "segments a second": lambda e: f"{e.speed[0]:,.0f}",
    "characters a second": lambda e: f"{e.speed[1]:,.0f}",
}


def rows(evaluations: Sequence[Evaluation]) -> list[list[str]]:
    """Return what is known of some systems: lists of a name and a value for each of them."""
    return [[name, *(str(value(each)) for each in evaluations)] for name, value in _ROWS.items()]


def text(evaluations: Sequence[Evaluation], comparison: Comparison | None = None) -> str:
    """Return the report as lines: a column for each system, then signatures and comparison."""
    table = [["", *(each.name for each in evaluations)], *rows(evaluations)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return "\n".join([*lines, *_signatures(evaluations[0]), *_difference(comparison)])


def html(
    evaluations: Sequence[Evaluation], comparison: Comparison | None = None, *, worst: int = 50
) -> str:
    """Return the report as one page: scores, then the worst segments of the last system.

    Side by side, these are the segments in which the second system loses most against the first.
    """
    names = [each.name for each in evaluations]
    title = "Evaluation of " + " and ".join(names)
    told = (*_signatures(evaluations[0]), *_difference(comparison))
    shown = _losses(comparison, worst) if comparison else _worst(evaluations[-1], worst)
    heading = "Largest losses" if comparison else "Worst segments"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<h1>{escape(title)}</h1>{_table(['', *names], map(_cells, rows(evaluations)))}"
        + "".join(f'<p class="s">{escape(line)}</p>' for line in told)
        + f"<h2>{heading}</h2>{_table(['chrF', 'source', 'references', *names], shown)}</html>\n"
    )


def _signatures(evaluation: Evaluation) -> Iterator[str]:
    yield f"BLEU {evaluation.bleu.signature}"
    yield f"chrF {evaluation.chrf.signature}"


def _difference(comparison: Comparison | None) -> Iterator[str]:
    if comparison is None:
        return
    first, second = comparison.first, comparison.second
    tied = len(first.results) - comparison.better - comparison.worse
    yield (
        f"{second.name} against {first.name}: better in {comparison.better} segments, "
        f"worse in {comparison.worse}, the same in {tied} (by chrF)"
    )
    for metric, p in comparison.p_values.items():
        name = metric.lower()
        gain = getattr(second, name).value - getattr(first, name).value
        chance = "no difference" if p is None else f"p = {p:.3f}, paired bootstrap"
        yield f"{metric} {gain:+.1f} ({chance})"


def _worst(evaluation: Evaluation, count: int) -> Iterator[str]:
    for result in evaluation.worst(count):
        yield f'<td class="n">{result.chrf:.0f}</td>{_origin(result)}{_output(result)}'


def _losses(comparison: Comparison, count: int) -> Iterator[str]:
    for first, second, gain in comparison.gains[:count]:
        outputs = _output(first) + _output(second)
        yield f'<td class="n">{gain:+.0f}</td>{_origin(first)}{outputs}'


def _origin(result: Result) -> str:
    references = "<br>".join(map(escape, result.segment.references))
    return f"<td>{escape(result.segment.source)}</td><td>{references}</td>"


def _output(result: Result) -> str:
    flags = escape(", ".join(result.flags))
    return f'<td>{escape(result.output)}<div class="f">{flags}</div></td>'


def _cells(values: Iterable[str]) -> str:
    return "".join(f"<td>{escape(value)}</td>" for value in values)


def _table(head: Iterable[str], body: Iterable[str]) -> str:
    """Return a table; the rows of its body are cells already."""
    cells = "".join(f"<th>{escape(name)}</th>" for name in head)
    lines = "".join(f"<tr>{row}</tr>" for row in body)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"
