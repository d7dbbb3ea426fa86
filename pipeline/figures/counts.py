"""Numbers of things: 1.2亿, 一千二百件, 三四天, 3×5厘米, <3; words that hold numerals are none."""

from __future__ import annotations

import re

from pipeline.figures.figure import Figure
from pipeline.figures.numerals import DIGITS, HAN, Numeral
from pipeline.figures.spot import Spot
from pipeline.figures.words import COUNTED

_SIDE = r"[0-9]{1,6}(?:\.[0-9]{1,4})?"
_LENGTH = "毫米|厘米|公分|米|英寸|英尺"
_SIDES = re.compile(
    rf"{_SIDE}\s?(?:{_LENGTH})?(?:\s?[×xX*]\s?{_SIDE}\s?(?:{_LENGTH})?){{1,3}}(?<=[米分寸尺])(?!八|半)"
)
_LATIN = re.compile(r"\s?(?:[%‰℃°]C?|[A-Za-zμµΩ]{1,4}[²³]?(?![A-Za-z0-9]))|")
_ABOUT = re.compile(
    rf"(?:[多余来](?={COUNTED.pattern})|(?<=十)几(?={COUNTED.pattern})|(?<=[万亿千百])\+(?![0-9A-Za-z]))"
)
_LIMITS = frozenset("<>≤≥≈±~")
_NO_NUMBER = re.compile("夜|分(?!钟)|年好合|月(?![卡龄])|强|问|难|不|计|线|名州")


def sides(view: str, at: int) -> tuple[int, Figure] | None:
    """Return where 3×5厘米 ends, and the size.

    >>> sides("3×5厘米", 0)[1].unit
    'sides'
    """
    match = _SIDES.match(view, at)
    return (match.end(), Figure("size", "sides", written=match[0])) if match else None


def limit(spot: Spot, number: Numeral) -> tuple[int, Figure] | None:
    """Return where <60kg ends, which stays as it is written in every market."""
    if spot.sign not in _LIMITS or not number.is_plain:
        return None
    unit = _LATIN.match(spot.view, number.end)
    return unit.end() if unit else number.end, Figure("size", "literal")


def read(spot: Spot, number: Numeral) -> tuple[int, Figure] | None:
    """Return where a number ends that buyers elsewhere cannot read, and the number."""
    view, end, written = spot.view, number.end, number.written
    about = _ABOUT.match(view, end)
    if about and not number.is_falling and written != "半":
        word = "多" if about[0] == "几" else about[0]
        return end + 1, Figure("count", "count", number.low, number.high, written, spot.sign, word)
    if spot.is_behind and written in DIGITS and written != "一" and COUNTED.match(view, end):
        return end, Figure("count", "count", number.low, None, written)  # 99元三件套
    if number.is_plain or number.is_falling or written == "半" or len(written) < 2:
        return None
    if written[0] in HAN and not _is_number(view, number):
        return None
    return end, Figure("count", "count", number.low, number.high, written, spot.sign)


def _is_number(view: str, number: Numeral) -> bool:
    """Tell whether Han figures count something; 一百分 and 十一月 are words."""
    if _NO_NUMBER.match(view, number.end):
        return False
    if COUNTED.match(view, number.end) or view[number.start - 1 : number.start] in ("满", "减"):
        return True
    spelt = number.written
    if not {"万", "亿"}.isdisjoint(spelt):
        return True
    return len(spelt) > 2 and bool(set(spelt) & set("百千万亿"))
