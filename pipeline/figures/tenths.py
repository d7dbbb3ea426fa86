"""Shares that Chinese copy counts in tenths: 8折 is 20 % off, 9成新 is 90 % new.

Only what is certainly a share is found: a 三折伞 folds in three, and a 十成 is a figure of speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.figures.numerals import DIGITS
from pipeline.figures.patterns import DASH
from pipeline.figures.quantity import Found, Quantity

_TENTHS = r"[1-9](?:\.[0-9])?|[1-9][1-9]|[一二三四五六七八九]{1,2}"
_APART = r"(?<![0-9A-Za-z.零〇一二三四五六七八九十百千万几数第对])"
_FOLDED = "[叠伞页扇痕射线刀角断弯尺纸屏门床椅桌边耳]|钱[包夹]|卡[包夹]|皮夹|短夹|沙发"
_OFF = re.compile(
    rf"(?:打\s?)?{_APART}(?P<low>{_TENTHS})(?:{DASH}(?P<high>{_TENTHS}))?\s?折(?!{_FOLDED})"
)
_NEW = re.compile(rf"{_APART}(?P<low>{_TENTHS})成(?=新)")


def find(text: str) -> Iterator[Found]:
    """Yield the shares of a Chinese text; units ``off`` and ``new``, both in per cent.

    >>> [(f.quantity.text, f.quantity.unit, int(f.quantity.low)) for f in find("打8.5折，九成新")]
    [('打8.5折', 'off', 15), ('九成', 'new', 90)]
    >>> list(find("三折伞 对折 第2折 3折叠 一成不变"))
    []
    """
    for match in _OFF.finditer(text):
        ends = sorted(100 - _percent(said) for said in (match["low"], match["high"]) if said)
        high = ends[-1] if len(ends) > 1 else None
        yield Found(*match.span(), Quantity("off", ends[0], high, "", match[0]))
    for match in _NEW.finditer(text):
        yield Found(*match.span(), Quantity("new", _percent(match["low"]), None, "", match[0]))


def _percent(said: str) -> Fraction:
    """Return a share: one figure counts tenths, two are per cent."""
    digits = "".join(str(DIGITS.get(figure, figure)) for figure in said)
    return Fraction(digits) if len(digits) == 2 else Fraction(digits) * 10
