"""Prices in any currency: 39元, 9块9, ¥39.9, 10美金, 港币39."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from pipeline.figures import blocks, per
from pipeline.figures.currencies import CODES, NAMES
from pipeline.figures.figure import Figure
from pipeline.figures.numerals import Numeral
from pipeline.figures.spot import Spot
from pipeline.figures.words import BOUND, NO_YUAN

_KNIFE = "[具片刃切痕叉鞘头法架剪工削柄口锋郎枪疤把神]"
_NO_EURO = "[元洲姆米式美范派亚盟泊标]"
_NAME = re.compile(
    rf"(?P<about>[多余来])?\s?(?:(?P<name>{NAMES})(?![A-Za-z])|(?P<knife>刀)(?!{_KNIFE})|(?P<vague>卢比|比索|第纳尔|法郎)|(?P<euro>欧)(?!{_NO_EURO})"
    rf"|(?P<yuan>元|圆(?=整|\Z)){NO_YUAN}整?(?:\s?(?P<of>{NAMES}))?"
    r"|(?P<blocks>块钱)(?![也都不没])|(?P<small>[毛角分])钱(?!包)|(?P<mao>[毛角])(?P<more>[1-9](?![0-9]))?|(?P<block>块)(?!钱))"
)
_FROM = re.compile(r"起(?=[^\w]|\Z|包邮|的)")
_LOOSE = re.compile(r"[0-9](?=[^\w.,:%]|\Z|包邮)")  # 19元9
# 2.5每斤: a price whose currency goes without saying, for a unit that buyers cannot read.
_BARE_PRICE = re.compile(r"(?:(?P<each>\s?[/每]\s?)|一)市?(?:斤(?!斤|计|装)|尺(?![寸码度子侧]))")
_SLANG = {"knife": "USD", "euro": "EUR"}
_SMALL = {"毛": Fraction(1, 10), "角": Fraction(1, 10), "分": Fraction(1, 100)}
_DOLLARS = {"": "USD", "US": "USD", "HK": "HKD", "NT": "TWD", "MOP": "MOP", "S": "SGD"}


def read(spot: Spot, number: Numeral) -> tuple[int, int, Figure] | None:
    """Return where a price begins and ends, and the price; None for what is no price."""
    found = _signed(spot, number) if spot.mark else _named(spot, number)
    if found is None or found[1].is_doubtful:
        return found and (spot.start, *found)
    end, price = found
    price = replace(price, sign="" if price.mark else spot.sign)
    begin = spot.start
    if each := per.before(spot.view, spot.start):
        begin, price = each[0], replace(price, per=each[1])
    elif what := per.after(spot.view, end):
        end, price = what[0], replace(price, per=what[1])
    if price.high is None and _FROM.match(spot.view, end):
        return begin, end + 1, replace(price, bound="起")
    if price.per:
        return begin, end, price
    if bound := BOUND.match(spot.view, end):
        return spot.start, bound.end(), replace(price, bound=bound["bound"])
    return spot.start, end, price


def _signed(spot: Spot, number: Numeral) -> tuple[int, Figure] | None:
    """Read ¥39.9, HK$88, RMB 39.9, which keep their sign."""
    view, end = spot.view, number.end
    if view[end : end + 1].isascii() and view[end : end + 1].isalpha():
        return None  # ¥1.5w
    if view.startswith("元", end):
        end += 1
        if _code(spot) == "yuan":
            return end, _price("yuan", number)
    price = _price(_code(spot), number)
    return end, replace(price, written=view[spot.start : number.end], mark=spot.mark)


def _code(spot: Spot) -> str:
    if spot.currency:
        return spot.currency
    signs = {"¥": "yuan", "CN¥": "yuan", "JP¥": "JPY", "€": "EUR", "£": "GBP", "₩": "KRW"}
    return signs.get(spot.mark) or _DOLLARS.get(spot.mark.removesuffix("$"), spot.mark)


def _named(spot: Spot, number: Numeral) -> tuple[int, Figure] | None:
    """Read 39元, 9块9, 10美金, 港币39."""
    match = _NAME.match(spot.view, number.end)
    if not (match and (match["yuan"] or match["name"])) and _is_understood(spot, number):
        return number.end, _price(spot.currency, number)
    if match is None or ((match["knife"] or match["euro"]) and not _is_slang(spot.view, number)):
        return None
    price = replace(_price("yuan", number), about=match["about"] or "")
    if match["block"]:
        return blocks.read(spot.view, number, match.end(), price)
    if match["vague"] or match["small"] or match["mao"]:
        return _small(spot.view, number, match)
    name = match["name"] or match["of"] or ""
    code = CODES.get(name) or spot.currency or _SLANG.get(match.lastgroup or "", "yuan")
    price = replace(price, unit=code)
    if name.isascii() and name:
        return match.end(), replace(price, written=spot.view[spot.start : match.end()], mark=name)
    return _with_tenths(spot.view, match, price)


def _small(view: str, number: Numeral, match: re.Match[str]) -> tuple[int, Figure] | None:
    """Return 5毛钱 and 八毛一个; a 毛 alone may be hair, and 5卢比 of several countries."""
    end = match.end()
    if match["vague"]:
        return end, Figure("doubt")
    if match["small"]:
        return end, Figure("money", "yuan", number.low * _SMALL[match["small"]])
    if not per.after(view, end):
        return None
    return end, Figure("money", "yuan", number.low / 10 + Fraction(int(match["more"] or 0), 100))


def _with_tenths(view: str, match: re.Match[str], price: Figure) -> tuple[int, Figure]:
    """Read what stands behind 元: 5角, and never a bare figure."""
    end = match.end()
    if match["yuan"] and _LOOSE.match(view, end):
        return end + 1, Figure("doubt")
    minor = blocks.named(view, end) if price.unit == "yuan" and price.high is None else None
    if minor is None:
        return end, price
    return minor[0], replace(price, low=price.low + minor[1], written="")


def _is_understood(spot: Spot, number: Numeral) -> bool:
    """Tell whether a number is a price without a currency behind it: 港币39, 2.5每斤, 6.8一斤."""
    bare = _BARE_PRICE.match(spot.view, number.end) if number.is_plain else None
    return bool(spot.currency or (bare and (bare["each"] or number.low.denominator > 1)))


def _is_slang(view: str, number: Numeral) -> bool:
    """Tell whether 10刀 is money: knives are named before they are counted."""
    return number.is_plain and "刀" not in view[max(0, number.start - 6) : number.start]


def _price(code: str, number: Numeral) -> Figure:
    return Figure("money", code, number.low, number.high, number.written)
