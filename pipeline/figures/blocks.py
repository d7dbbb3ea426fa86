"""块, which counts yuan or pieces: a tenth, a point, an offer or what it buys says which."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from pipeline.figures import per
from pipeline.figures.figure import Figure
from pipeline.figures.numerals import DIGITS, Numeral
from pipeline.figures.words import AFTER_PRICE

_DIGIT = "[0-9一二两三四五六七八九]"
_NAMED = re.compile(
    rf"\s?(?P<tens>{_DIGIT})[毛角](?:钱|(?P<ones>{_DIGIT})(?:分|(?=[^\w]|\Z|包邮|起|的)))?(?![笔膜料巾])"
)
_BARE = re.compile(
    r"(?P<tenth>[0-9])(?![0-9.,:%A-Za-z×*/~\-–])|(?P<han>[一二三四五六七八九])(?![十百千万点折成])"
)
_GOODS = re.compile("皂|豆腐|巧克力|饼|糕|砖|毛巾|抹布|电池|肉|排骨|石|硬盘|地垫|拼图|洗衣|泡腾|布")
_PIECES = re.compile("皂|豆腐|巧克力|饼|糕|砖|毛巾|抹布|电池|硬盘|地垫|拼图|泡腾")
_OFFER = re.compile(
    r"\s?(?:包邮|起|到手|拿[下走到]|带走|入手|搞定|抢|秒|左右|封顶|优惠|红包|的?券)"
)
_OFFERED = re.compile(
    r"(?:只要|仅|才|需|价格?|卖|减|优惠|返|红包|[邮运]费|省|补|差|付|加|[每一][斤个件瓶只条双份])\s?\Z"
)


def read(view: str, number: Numeral, end: int, price: Figure) -> tuple[int, Figure] | None:
    """Return where a price in 块 ends, and the price; None where 块 counts pieces."""
    if number.high is None and (minor := named(view, end)):
        return minor[0], replace(price, low=number.low + minor[1], written="")
    bare = _BARE.match(view, end) if number.high is None else None
    if bare and (_closes(view, bare, number) or per.after(view, bare.end())):
        tenth = Fraction(int(bare["tenth"] or DIGITS[bare["han"]]), 10)
        return bare.end(), replace(price, low=number.low + tenth, written="")
    if bare and bare["tenth"] and (bare["tenth"] == "9" or not per.after(view, end)):
        return bare.end(), Figure("doubt")  # 5块4季被, 9块9个
    return _whole(view, number, end, price)


def named(view: str, end: int) -> tuple[int, Fraction] | None:
    """Return where the tenths and hundredths behind a price end (5角, 8毛8), and what they add."""
    match = _NAMED.match(view, end)
    if match is None:
        return None
    tens, ones = (int(DIGITS.get(d, d)) if (d := match[name]) else 0 for name in ("tens", "ones"))
    return match.end(), Fraction(tens * 10 + ones, 100)


def _closes(view: str, bare: re.Match[str], number: Numeral) -> bool:
    """Tell whether a bare tenth ends a price; nobody sells nine of what costs 9块9."""
    if bare["tenth"] == "9" and number.low % 10 == 9 and not per.after(view, bare.start()):
        return True
    return bool(AFTER_PRICE.match(view, bare.end()))


def _whole(view: str, number: Numeral, end: int, price: Figure) -> tuple[int, Figure] | None:
    before = max(0, number.start - 12)
    goods = _GOODS.search(view, before, end + 10)
    offered = _OFFER.match(view, end) or _OFFERED.search(
        view, max(0, number.start - 4), number.start
    )
    if offered or number.low.denominator > 1:
        return end, price
    if per.after(view, end) or number.low >= (100 if number.is_plain else 20):
        return end, Figure("doubt") if goods and (
            number.low < 10 or not per.after(view, end)
        ) else price
    if not number.is_plain and number.low < 10 and not price.about:
        return None
    if _PIECES.search(view, before, end + 6) or view[end : end + 1] in ("装", "入"):
        return end, Figure("count", "piece", number.low, number.high, number.written)
    return end, Figure("doubt")
