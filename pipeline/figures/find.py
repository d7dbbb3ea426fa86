"""Every figure of a text with its sign, unit and currency: no two read the same digits."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures import dates, quantity, tenths
from pipeline.figures.dates import Date
from pipeline.figures.quantity import Quantity
from pipeline.markets import Market

Figure = Quantity | Date


@dataclass(frozen=True, slots=True)
class Found:
    """A figure and the characters of the text it stands at."""

    start: int
    end: int
    figure: Figure


def find(text: str, language: str = "zh") -> list[Found]:
    """Return the figures of a text, in order and without overlap.

    >>> [found.figure.text for found in find("五斤装，6月上新，打8折")]
    ['五斤', '6月', '打8折']
    """
    if not language.startswith("zh"):
        return []
    found = [Found(f.start, f.end, f.quantity) for f in (*quantity.find(text), *tenths.find(text))]
    found += [Found(start, end, date) for start, end, date in dates.find(text)]
    kept: list[Found] = []
    for this in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or this.start >= kept[-1].end:
            kept.append(this)
    return kept


def write(figure: Figure, market: Market) -> str:
    """Return a figure as the buyers of a market read it; the same on every machine."""
    if isinstance(figure, Date):
        return dates.render(figure, market)
    return quantity.render(figure, market)
