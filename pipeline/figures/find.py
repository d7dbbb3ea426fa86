"""Every figure of a text with its sign, unit and currency: no two read the same digits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.figures import clock, counts, dates, measure, money, named, numerals, shares, spot
from pipeline.figures.dates import Date
from pipeline.figures.figure import Figure
from pipeline.figures.fold import fold
from pipeline.figures.numerals import HAN, LONGEST, SCALES
from pipeline.figures.spot import Spot
from pipeline.figures.words import BOUND, COUNTED, WORD
from pipeline.recent import Recent

_REMEMBERED = 60_000  # characters; up to 200 bytes of figures each

Read = tuple[int, int, Figure | Date]

_CONVERTED = re.compile(r"\s?(?:市?斤(?!斤|计)|市?尺(?![寸码度子])|公斤|块钱|元(?![素旦宵]))")
_STEPS = frozenset("百千万亿")
_SOME = re.compile("[百千万十]+\\Z")
# 一百一斤: 110 jin, or 100 yuan for one.
_HUNDRED_EACH = re.compile("[百千万亿]一\\Z")
_EACH = re.compile(rf"{WORD}|{COUNTED.pattern}")
_LIMIT = re.compile(
    r"[<>≤≥≈±]=?\s?[$€£¥]?[0-9]{1,12}(?:,[0-9]{3})*+(?:\.[0-9]{1,8})?(?![0-9])"
    r"(?:\s?(?:[%‰℃°]C?|[A-Za-zμµΩ]{1,4}[²³]?(?![A-Za-z0-9])))?"
    r"|(?<![0-9.])-?[0-9]{1,3}(?:\s?[-~]\s?[0-9]{1,3})?\s?°\s?[CF](?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A figure and the characters of the text it stands at."""

    start: int
    end: int
    figure: Figure | Date


def find(text: str, language: str = "zh") -> list[Found]:
    """Return the figures of a text, in order and without overlap, in time linear in its length.

    Bare numbers (3, 19:30, 25x30cm) and codes are left to :mod:`pipeline.protect`. In a text that
    is not Chinese only limits and temperatures are found: <60kg, ≥2 mm, 30°C.

    >>> [found.figure.text for found in find("五斤装，6月上新，打8折，9块9一斤，型号A5")]
    ['五斤', '6月', '打8折', '9块9一斤']
    """
    if not language.startswith("zh"):
        return [
            Found(*m.span(), Figure("size", "literal", text=m[0])) for m in _LIMIT.finditer(text)
        ]
    return list(_recent(text))


def forget() -> None:
    """Begin again as a new process would."""
    _recent.forget()


def _found(text: str) -> tuple[Found, ...]:
    """Read a Chinese text; it is asked for again for each market, and when the field is checked."""
    view, at, floor = fold(text), 0, 0
    out: list[Found] = []
    while match := spot.following(view, at):
        found = _read(view, match, floor)
        if isinstance(found, int):
            at = max(found, at + 1)
            continue
        start, at, figure = found
        floor = at
        out.append(Found(start, at, replace(figure, text=text[start:at])))
    return tuple(out)


_recent = Recent(_found, _REMEMBERED)


def _read(view: str, match: re.Match[str], floor: int) -> Read | int:
    """Return the figure of one place, or where to look on."""
    if match["code"]:
        return match.end()
    if match["at"] is not None:
        return _at(view, match, floor)
    if match["of"]:
        part = shares.parts(view, match.start())
        return (match.start(), *part) if part else match.end()
    if match["round"] and (bound := BOUND.match(view, match.end())):
        return match.start(), bound.end(), replace(_named(match), bound=bound["bound"])
    end = match.end() + bool(match["some"])  # its unit is only looked at
    return match.start(), end, _named(match)


def _named(match: re.Match[str]) -> Figure:
    """Return the figure of a place that is one by its words alone: 每斤, 第2件, XL码, 十几斤."""
    if match["each"]:
        return Figure("measure", match["each"][-1], Fraction(1), sign="每")
    if match["ordinal"]:
        return named.ordinal(match["ordinal"])
    if match["size"]:
        return Figure("size", "size", written=match["size"])
    if match["round"]:
        return Figure("money", "yuan", Fraction(SCALES[match["round"]]))
    return Figure("doubt")


def _at(view: str, match: re.Match[str], floor: int) -> Read | int:
    """Return the figure of a number, or where to look on."""
    here = spot.of(view, match, floor)
    if here is None:
        return numerals.skip(view, match.start("at"))
    found = _whole(here) or _numbered(here)
    if isinstance(found, int):
        return found
    start, end, figure = found
    return max(start, floor), end, figure


def _whole(here: Spot) -> Read | None:
    """Read what is no number with a unit behind it: dates, shares, sizes, 三两."""
    view, at = here.view, here.at
    if not (here.mark or here.currency) and (date := dates.match(view, at)):
        return at, date[0], date[1]
    for reader in (named.read, shares.tenths, counts.sides, measure.liang):
        if found := reader(view, at):
            return min(here.start, shares.begins(view, at, found[1])), *found
    return None


def _numbered(here: Spot) -> Read | int:
    view, number = here.view, numerals.read(here.view, here.at)
    if number is None:
        return _unread(here)
    if _HUNDRED_EACH.search(number.written) and _EACH.match(view, number.end):
        return here.start, number.end, Figure("doubt")
    timed = here.sign not in ("零下", "零上", "负") and (
        money.read(here, number) or clock.time(view, number)
    )
    if timed:
        return timed
    found = (
        named.behind(view, number, here.sign)
        or clock.span(view, number)
        or shares.fraction(view, number.end, number.low)
        or measure.read(here, number)
        or counts.limit(here, number)
        or counts.read(here, number)
    )
    if found:
        return here.start, *found
    return number.end if number.high is None or number.is_plain else here.at + 1


def _unread(here: Spot) -> Read | int:
    """Leave a run of numerals that nobody can read safely, and tell where it has a unit."""
    end = numerals.skip(here.view, here.at)
    run = here.view[here.at : end]
    if run[0] in HAN and (len(run) > LONGEST or _is_meant(here.view, run, end)):
        return here.at, end, Figure("doubt")
    return end


def _is_meant(view: str, run: str, end: int) -> bool:
    counted = not _STEPS.isdisjoint(run) and COUNTED.match(view, end)
    return (
        len(run) > 1 and not _SOME.fullmatch(run) and bool(_CONVERTED.match(view, end) or counted)
    )
