"""Shares in Chinese copy: 8折 is 20 % off, 9成新 is 90 % new, 百分之五 is 5 %, 三分之一 is 1/3.

Only what is certainly a share is found: a 三折伞 folds in three, and a 十成 is a figure of speech.
"""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.figures import numerals
from pipeline.figures.figure import Figure
from pipeline.figures.numerals import DASH, DIGITS

_HAN = "[一二三四五六七八九]"
_TENTHS = rf"[1-9]\.[0-9](?![0-9])|[1-9]{{1,2}}(?![0-9])|{_HAN}{{1,2}}|{_HAN}点{_HAN}"
_FOLDED = "[叠伞页扇痕射线刀角断弯尺纸屏门床椅桌边耳]|钱[包夹]|卡[包夹]|皮夹|短夹|沙发"
_TENTH = re.compile(
    rf"(?P<low>{_TENTHS})(?:{DASH}(?P<high>{_TENTHS}))?\s?(?:(?P<off>折)(?!{_FOLDED})(?P<from>起(?![来床身球]))?|成(?P<more>[1-9]|{_HAN})?(?=新))"
)
_DOWN_TO = re.compile(r"(?:低至|最低|低到)\Z")
_BEFORE = re.compile(r"(?:低至|最低|低到|打)\Z")
_OF = re.compile(r"(?P<of>百|千|万)分(?:之|(?=百))")
_WHOLE = re.compile("百分之?百")
_POINT = re.compile(
    r"(?P<whole>[零一二三四五六七八九十]{1,4})点(?P<tail>[零一二三四五六七八九]{1,4})"
)
_SCALES = {"百": 1, "千": 10, "万": 100}


def tenths(view: str, at: int) -> tuple[int, Figure] | None:
    """Return where a share counted in tenths ends, and the share; units ``off`` and ``new``.

    >>> tenths("8.5折", 0)[1].unit, int(tenths("8.5折", 0)[1].low)
    ('off', 15)
    """
    match = _TENTH.match(view, at)
    if not match:
        return None
    unit = "off" if match["off"] else "new"
    pair = _pair(match["low"]) if not match["high"] else None
    if pair and unit == "off":
        return match.end(), Figure("doubt")  # 七八折: 78 %, or 70 to 80 %
    if match["more"]:
        digits = match["low"] + match["more"]
        return match.end(), Figure("share", "new", _percent(digits)) if len(
            digits
        ) == 2 else Figure("doubt")
    said = pair or [_percent(end) for end in (match["low"], match["high"]) if end]
    ends = sorted(100 - share if unit == "off" else share for share in said)
    if len(ends) > 1:
        return match.end(), Figure("share", unit, ends[0], ends[1])
    is_best = match["from"] or _DOWN_TO.search(view, max(0, at - 2), at)
    return match.end(), Figure("share", "off_up" if is_best else unit, ends[0])


def begins(view: str, at: int, share: Figure) -> int:
    """Return where a share begins that may have 打 or 低至 before its number."""
    before = _BEFORE.search(view, max(0, at - 2), at) if share.unit.startswith("off") else None
    return before.start() if before else at


def parts(view: str, at: int) -> tuple[int, Figure] | None:
    """Return where a share of a hundred, a thousand or ten thousand ends, and the share."""
    if whole := _WHOLE.match(view, at):
        return whole.end(), Figure("share", "percent", Fraction(100))
    head = _OF.match(view, at)
    if head and (point := _POINT.match(view, head.end())):
        tail = "".join(str(DIGITS[digit]) for digit in point["tail"])
        value = (numerals.parse(point["whole"]) or Fraction(0)) + Fraction(f"0.{tail}")
        return point.end(), Figure("share", "percent", value / _SCALES[head["of"]])
    number = head and numerals.read(view, head.end())
    if not head or not number:
        return None
    scale = _SCALES[head["of"]]
    high = None if number.high is None else number.high / scale
    return number.end, Figure("share", "percent", number.low / scale, high)


def fraction(view: str, at: int, bottom: Fraction) -> tuple[int, Figure] | None:
    """Return where 三分之一 ends whose lower number ends at a place, and the fraction."""
    top = numerals.read(view, at + 2) if view.startswith("分之", at) else None
    if top is None or top.high is not None or not bottom:
        return None
    written = f"{numerals.decimal(top.low)}/{numerals.decimal(bottom)}"
    return top.end, Figure("share", "fraction", top.low / bottom, None, written)


def _pair(said: str) -> list[Fraction] | None:
    """Return both ends of 七八, which nobody says for 78."""
    if len(said) != 2 or not set(said) <= DIGITS.keys():
        return None
    low, high = (DIGITS[figure] for figure in said)
    return [Fraction(low * 10), Fraction(high * 10)] if high == low + 1 else None


def _percent(said: str) -> Fraction:
    """Return a share: one figure counts tenths, two are per cent."""
    digits = "".join(str(DIGITS.get(figure, figure)) for figure in said.replace("点", "."))
    return Fraction(digits) if len(digits) == 2 else Fraction(digits) * 10
