"""Dates in Chinese copy: found in the source, written again the way a market reads them.

Only what is certainly a date is found: ``3个月``, ``满3月``, ``3月龄``, ``90年代`` are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.figures.fold import traditional
from pipeline.figures.numerals import DIGITS, parse
from pipeline.figures.numerals import HAN as NUMERALS
from pipeline.markets import Market

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})年"
_MONTH = r"(?<![0-9.,:/第满每个])(?<![0-9][-~～–—])(?P<month>1[0-2]|0?[1-9])月"
_DAY = r"3[01]|[12][0-9]|0?[1-9]"
_DASH = r"\s?(?:[-–—~～]|至|到)\s?"
_PATTERN = re.compile(
    rf"(?:{_YEAR}\s?)?{_MONTH}\s?(?P<day>{_DAY})"
    rf"(?:[日号號]?{_DASH}(?P<last>{_DAY})(?!月|[0-9]))?(?:[日号號]|(?={_DASH}[0-9]{{1,2}}月))"
    rf"|{_MONTH.replace('month', 'month5')}(?P<day5>{_DAY})(?=[^\w.,:%/]|\Z|[前后起情])"
    rf"|(?:{_YEAR.replace('year', 'year2')}\s?)(?P<month2>1[0-2]|0?[1-9])月(?![0-9])份?"
    rf"|{_MONTH.replace('month', 'month3')}(?![0-9龄大子嫂经饼])份?"
    rf"|(?<![0-9.])(?<![0-9]-){_YEAR.replace('year', 'year4')}(?![0-9代前后间来内级])"
)


_HAN_DIGIT = "[零〇一二三四五六七八九]"
_HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
_HAN_DAY = "三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_HAN = re.compile(
    rf"(?P<year>[一二]{_HAN_DIGIT}{{3}})年(?:(?P<month>{_HAN_MONTH})月(?:(?P<day>{_HAN_DAY})[日号])?)?"
    rf"(?![代间来])|(?<![{NUMERALS}第满每个])(?P<month2>{_HAN_MONTH})月(?P<day2>{_HAN_DAY})[日号]"
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

    @property
    def is_doubtful(self) -> bool:
        """Tell whether a person must look: only what is certainly a date is found."""
        return False


def match(view: str, at: int) -> tuple[int, Date] | None:
    """Return where the date ends that begins at a place of a folded text, and the date.

    >>> match("6月6号至8号", 0)[1]
    Date(year=0, month=6, day=6, last=8, text='6月6号至8号')
    >>> [match(text, 0) for text in ("3个月", "3月龄", "90年代", "11.11")]
    [None, None, None, None]
    """
    found = _PATTERN.match(view, at) or _HAN.match(view, at)
    if found is None:
        return None
    said = {name.rstrip("2345"): _number(digits) for name, digits in _given(found)}
    year, month, day, last = (said.get(n, 0) for n in ("year", "month", "day", "last"))
    return found.end(), Date(year, month, day, last, found[0])


def _given(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    return ((name, digits) for name, digits in found.groupdict().items() if digits)


def _number(spelt: str) -> int:
    value = None if spelt.isascii() or len(spelt) == 4 else parse(spelt)
    return int(value or "".join(str(DIGITS.get(digit, digit)) for digit in spelt))


def render(date: Date, market: Market) -> str:
    """Return a date as the buyers of a market read it; without a table for them, as written.

    >>> from pipeline.markets import market
    >>> [render(match("2026年1月5号", 0)[1], market(name)) for name in ("US", "HK")]
    ['January 5, 2026', '2026年1月5號']
    """
    rules = market.units
    if not rules.months:
        return traditional(date.text)
    if not date.month:
        return str(date.year)
    kind = ("day" if date.day else "month") + ("_year" if date.year else "")
    days = f"{date.day}{rules.dash}{date.last}" if date.last else str(date.day)
    return rules.dates[kind].format(month=rules.months[date.month - 1], day=days, year=date.year)
