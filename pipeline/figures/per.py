"""What a price is for: 10元一袋, 9.9元500g, 15元/斤, 每两15元."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from pipeline.figures import numerals
from pipeline.figures.figure import Figure, Kind
from pipeline.figures.numerals import Numeral
from pipeline.figures.words import COUNTER, COUNTER_END, LATIN, LATIN_WORD, UNITS, WORD

_EACH = re.compile(r"\s?(?:/|每)\s?")
_WHAT = re.compile(
    rf"\s?(?:(?P<unit>{WORD})|(?P<latin>{LATIN_WORD})(?![A-Za-z])"
    rf"|(?P<counter>{COUNTER}){COUNTER_END})(?P<half>半(?![价截折个袖身年月天成]))?"
)
_LIANG = re.compile(
    rf"(?:(?P<low>[一二三四五六七八九半])两|(?<=[/每])(?P<each>两))"
    rf"(?!{WORD}|[零一二两三四五六七八九十百千万个件条只天多来])"
)
_EACH_BEFORE = re.compile(rf"每(?P<unit>{WORD})(?:只要|仅需?|售价|价)?\s?\Z")
# 99元3斤装 is a price and a pack; 99元2米床单 a price and a sheet.
_NOT_FOR = re.compile(
    r"\s?[装长宽高款重厚深大版外×*xX起以级之]|左右|内(?![裤衣])|\s?[-~–]\s?[0-9]|[^\W\d]?[罐袋]装"
)
_END = re.compile(r"[^\w]|\Z|包邮|[起现不]")
_ONE_OF = re.compile("一[米尺]的")  # 12元一米的布料
_LENGTHS = frozenset({"m", "cm", "mm", "km", "尺", "寸", "inch", "foot"})
_NEVER = frozenset({"shoe", "inch", "W", "V", "rpm", "dB", "Hz", "lm", "mAh", "Ah", "kW"})


def after(view: str, at: int) -> tuple[int, Figure] | None:
    """Return where the amount behind a price ends, and the amount.

    >>> [after(s, 0)[1].unit for s in ("一袋", "/斤", "500g", "3箱")]
    ['袋', '斤', 'g', '箱']
    >>> after("3斤装", 0), after("3件套", 0), after("包邮", 0)
    (None, None, None)
    """
    each = _EACH.match(view, at)
    begin = each.end() if each else at
    if liang := _LIANG.match(view, begin):
        amount = Figure("measure", "两", numerals.parse(liang["low"] or "一") or Fraction(1))
        return liang.end(), replace(amount, text=view[at : liang.end()])
    number = numerals.read(view, begin)
    what = _WHAT.match(view, number.end if number else begin)
    if what is None or not (each or number) or (number and number.is_falling):
        return None
    unit = _unit(what)
    if unit in _NEVER or not (each or _is_for(view, what, unit)):
        return None
    return what.end(), replace(_amount(number, what, unit), text=view[at : what.end()])


def _amount(number: Numeral | None, what: re.Match[str], unit: str) -> Figure:
    kind: Kind = "count" if what["counter"] else "measure"
    if number is None:
        return Figure(kind, unit, Fraction(1))
    if what["half"]:
        return Figure(kind, unit, number.low + Fraction(1, 2))
    return Figure(kind, unit, number.low, number.high, number.written)


def before(view: str, at: int) -> tuple[int, Figure] | None:
    """Return where 每斤 begins that ends at a price, and the amount."""
    match = _EACH_BEFORE.search(view, max(0, at - 8), at)
    if match is None:
        return None
    unit = UNITS[match["unit"]][0]
    return match.start(), Figure("measure", unit, Fraction(1), text=view[match.start() : at])


def _unit(what: re.Match[str]) -> str:
    if what["counter"]:
        return what["counter"]
    return LATIN[what["latin"]] if what["latin"] else UNITS[what["unit"]][0]


def _is_for(view: str, what: re.Match[str], unit: str) -> bool:
    """Tell whether an amount right behind a price is what the price buys."""
    if _NOT_FOR.match(view, what.end()):
        return False
    if unit not in _LENGTHS or _END.match(view, what.end()):
        return True
    return bool(_ONE_OF.match(view, what.start() - 1))
