"""Figures that the two languages write in different digits, and that the pipeline hides whole."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator

from models.training.example import Example


def _date(match: re.Match[str]) -> str:
    month = int(match[1])
    if not 1 <= month <= 12:
        return ""
    name = calendar.month_name[month]
    return rf"(?:{name}|{name[:3]}\.?) {int(match[2])}(?:st|nd|rd|th)?"


def _discount(match: re.Match[str]) -> str:
    """Tenths that are paid, as the per cent that are taken off."""
    tenths = float(match[1]) if "." in match[1] or len(match[1]) == 1 else int(match[1]) / 10
    return rf"{round(100 - 10 * tenths)}%"


def _weight(match: re.Match[str]) -> str:
    """Jin, half a kilogram each."""
    return rf"{float(match[1]) / 2:g} ?(?:kg|kilograms?|kilos?)"


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d{1,2})月(\d{1,2})[日号]"), _date),
    (re.compile(r"(\d{1,2}(?:\.\d)?)折"), _discount),
    (re.compile(r"(\d+(?:\.\d)?)斤"), _weight),
)


def converted(example: Example) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where either side says the same figure in its own way, if each says it once.

    >>> list(converted(Example("1月25日发货，8折", "Ships January 25, 20% off")))
    [((0, 5), (6, 16)), ((8, 10), (18, 21))]
    """
    for pattern, english in _KINDS:
        for match in pattern.finditer(example.source):
            said = english(match)
            found = list(re.finditer(rf"(?<![\w.]){said}(?!\w)", example.target)) if said else []
            if len(found) == 1 and example.source.count(match[0]) == 1:
                yield match.span(), found[0].span()
