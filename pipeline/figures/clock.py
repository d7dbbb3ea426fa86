"""Times of day and lengths of time: 晚上8点半, 九点一刻, 一年半, 三个半月."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.figures import numerals
from pipeline.figures.figure import Figure
from pipeline.figures.numerals import Numeral
from pipeline.figures.words import TIMES

_MINUTES = (
    r"[0-5][0-9](?![0-9%折])|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九](?=分)"
)
_OCLOCK = re.compile(
    rf"点(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{_MINUTES})分?(?![钟之])|(?P<sharp>钟|整))?"
)
_AFTER = re.compile(
    r"[前后到至起]|\s?[-~–—]|之前|之后|以[前后]|发货|发车|开[始抢播售卖门]|截|准时|抢|上[新架]|下单|直播"
)
_HALVES = re.compile(rf"(?P<unit>{TIMES})半(?![价截折个袖身年月天夜载成熟])")
_HALF = re.compile(r"(?P<unit>年)|个?(?P<unit2>小时|钟头)|个(?P<unit3>月)")
_NOT_HALF = frozenset("上下前后大小多")
_AND_MONTHS = re.compile(r"年(?:零|又)?(?P<months>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})个月")
_AND_HALF = re.compile(r"个半(?P<unit>小时|钟头|月|星期)")
_WARRANTY = re.compile("质保|保修|联保|包换|保质")
_LABELS = {"小时": "hour", "钟头": "hour", "月": "month", "星期": "week", "分钟": "minute",
           "年": "year", "天": "day", "周": "week", "岁": "age"}  # fmt: skip
_DAY_PART = re.compile(
    r"(?:(?P<am>凌晨|清晨|早晨|早上|上午|早)|(?P<noon>中午)|(?P<pm>下午|傍晚)|(?P<night>晚上|夜里|午夜|深夜|晚))\s?$"
)
_RANGE = re.compile(
    r"[日号]\s?\Z|(?:周|星期|礼拜)[一二三四五六日天末]\s?\Z|[点分半整刻]\s?[-–—~至到]\s?\Z"
)
_BELONGS = re.compile("[今每当明昨次前后日]晚$|[今每当明昨次]早$")


def time(view: str, number: Numeral) -> tuple[int, int, Figure] | None:
    """Return where a time of day begins and ends, and the time in minutes; unit ``am``, ``pm``, "".

    >>> time("晚上8点半发货", numerals.read("晚上8点半发货", 2))[2].unit
    'pm'
    """
    match = _OCLOCK.match(view, number.end)
    ends = [number.low, number.high] if number.high is not None else [number.low]
    if not match or number.is_falling or any(end > 24 or end.denominator > 1 for end in ends):
        return None
    part = _DAY_PART.search(view[max(0, number.start - 3) : number.start])
    until = _RANGE.search(view, max(0, number.start - 4), number.start)
    if not (
        match.lastgroup or part or until or (number.is_plain and _AFTER.match(view, match.end()))
    ):
        return None
    begins = number.start
    if part and not _BELONGS.search(view[max(0, begins - 2) : begins]):
        begins -= len(part[0])
    low, high = (None if end is None else end * 60 for end in (number.low, number.high))
    said = Figure("time", _half_of_day(part, number.low), (low or Fraction(0)) + _past(match), high)
    return begins, match.end(), said


def span(view: str, number: Numeral) -> tuple[int, Figure] | None:
    """Return where 一年半 or 三个半月 ends, and how long it is; units ``year``, ``month`` ..."""
    if whole := _AND_MONTHS.match(view, number.end):
        months = numerals.parse(whole["months"])
        if months is None or number.high is not None or number.low.denominator > 1:
            return None
        return whole.end(), Figure("count", "year_month", number.low * 12 + months)
    half = _HALF.match(view, number.end) if number.written == "半" else None
    if half and view[max(0, number.start - 1) : number.start] not in _NOT_HALF:
        unit = _LABELS[half[half.lastgroup or ""]]
        unit += "_long" if unit == "year" and _WARRANTY.match(view, half.end()) else ""
        return half.end(), Figure("named", f"half_{unit}", Fraction(1, 2))
    match = _HALVES.match(view, number.end) or _AND_HALF.match(view, number.end)
    if not match or number.high is not None or number.low.denominator > 1:
        return None
    unit = _LABELS[match["unit"].removeprefix("个")]
    if unit == "year" and _WARRANTY.match(view, match.end()):
        unit = "year_long"
    return match.end(), Figure("count", unit, number.low + Fraction(1, 2))


def _past(match: re.Match[str]) -> int:
    """Return the minutes past the hour."""
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"] == "一" else 45
    minutes = numerals.parse(match["minute"].removeprefix("零")) if match["minute"] else None
    return int(minutes or 0)


def _half_of_day(part: re.Match[str] | None, hour: Fraction) -> str:
    if part is None or hour > 12:
        return ""
    if part["noon"]:
        return "am" if 9 < hour < 12 else "pm"
    if part["night"]:
        return "am" if hour == 12 or hour < 5 else "pm"
    return "am" if part["am"] else "pm"
