"""Dates in Chinese copy: found in the source, written again the way a market reads them.

Only what is certainly a date is found: ``3个月``, ``满3月``, ``3月龄``, ``90年代`` are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.markets import Market

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})年"
_MONTH = r"(?<![0-9.,:/第满每个])(?<![0-9][-~～–—])(?P<month>1[0-2]|0?[1-9])月"
_DAY = r"3[01]|[12][0-9]|0?[1-9]"
_DASH = r"\s?(?:[-–—~～]|至|到)\s?"
_PATTERN = re.compile(
    rf"(?:{_YEAR}\s?)?{_MONTH}\s?(?P<day>{_DAY})"
    rf"(?:[日号號]?{_DASH}(?P<last>{_DAY}))?(?:[日号號]|(?={_DASH}[0-9]+月))"
    rf"|(?:{_YEAR.replace('year', 'year2')}\s?)(?P<month2>1[0-2]|0?[1-9])月(?![0-9])份?"
    rf"|{_MONTH.replace('month', 'month3')}(?![0-9龄大子嫂经饼])份?"
    rf"|(?<![0-9.])(?<![0-9]-){_YEAR.replace('year', 'year4')}(?![0-9代前后间来内级])"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a few days of one month, a month or a year; what is not said is 0.

    Attributes:
        year: as in 2026.
        month: 1 to 12.
        day: 1 to 31.
        last: the last of several days.
        text: as found.
    """

    year: int
    month: int
    day: int
    last: int
    text: str


def find(text: str) -> Iterator[tuple[int, int, Date]]:
    """Yield start, end and date of every date in a Chinese text, in order.

    >>> [(a, b, d.month, d.day) for a, b, d in find("1月25日至2月4日停止发货，6月上新")]
    [(0, 5, 1, 25), (6, 10, 2, 4), (15, 17, 6, 0)]
    >>> list(find("3个月 满3月 3月龄 90年代 11.11"))
    []
    """
    for match in _PATTERN.finditer(text):
        said = {name.rstrip("234"): int(digits) for name, digits in _given(match)}
        year, month, day, last = (said.get(n, 0) for n in ("year", "month", "day", "last"))
        yield match.start(), match.end(), Date(year, month, day, last, match[0])


def _given(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    return ((name, digits) for name, digits in match.groupdict().items() if digits)


def render(date: Date, market: Market) -> str:
    """Return a date as the buyers of a market read it; without a table for them, as written.

    >>> from pipeline.markets import market
    >>> for name in ("US", "HK"):
    ...     print([render(d, market(name)) for _, _, d in find("2026年1月5号 5月1-3日 12月")])
    ['January 5, 2026', 'May 1–3', 'December']
    ['2026年1月5號', '5月1-3日', '12月']
    """
    rules = market.units
    if not rules.months:
        return date.text.replace("号", "號")
    if not date.month:
        return str(date.year)
    kind = ("day" if date.day else "month") + ("_year" if date.year else "")
    days = f"{date.day}{rules.dash}{date.last}" if date.last else str(date.day)
    return rules.dates[kind].format(month=rules.months[date.month - 1], day=days, year=date.year)
