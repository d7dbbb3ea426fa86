"""Amounts in a unit: 五斤, 2尺1寸, 1米75, 80~100斤, 三两, 8寸蛋糕, 零下20度.

Only what is certainly an amount is found: ``一寸照``, ``三件套``, ``2升级``, ``5克拉`` are not.
A bare ``8寸`` is left alone as well: on cakes, screens and suitcases it means inches, on garments
市寸, and only the words around it tell.

Source of the conversions: State Council order of 25 June 1959 on the unified system of measures:
1 市斤 = 10 市两 = 500 g, 3 市尺 = 30 市寸 = 1 m.
"""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.figures import numerals, words
from pipeline.figures.figure import Figure
from pipeline.figures.numerals import DIGITS, Numeral
from pipeline.figures.spot import Spot

_HALF = r"半(?![价截折个袖身年月天成])"
_DIGIT = "[一二三四五六七八九]"
_WORD = re.compile(rf"(?P<about>[多余来])?\s?(?P<word>{words.WORD})(?P<half>{_HALF})?")
# 180cm以下, 五kg: a unit in Latin letters, where the rest cannot stay as it is.
_LATIN = re.compile(
    rf"(?P<about>(?!))?\s?(?P<word>{words.LATIN_WORD})(?P<half>(?!))?(?![A-Za-z0-9])"
)
_BOUNDED = re.compile(r"\s?(?:及|或)?以[上下内]")
_NAMED = re.compile(rf"(?P<minor>[0-9]|{_DIGIT})(?P<unit>两|寸)(?![0-9零一二三四五六七八九十])")
_BARE = re.compile(
    rf"(?P<minor>[0-9]{{1,2}}(?![0-9.,:%A-Za-z×*/])|{_DIGIT}{{1,2}}(?![十百千万点折成]))"
)
# What may follow a tenth of a metre in Chinese figures, and is not counted by it: 一米二桌布.
_NEXT = re.compile(
    rf"一(?:{words.COUNTER})|两(?=\w)|桌[布子面]|门帘"
    rf"|(?!{words.COUNTED.pattern}|[{numerals.HAN}角合层级代门驱芯拼轮头爪分])"
)
_EACH = re.compile(rf"一(?:{words.COUNTER})")
_BED = re.compile("床")
# Unit → words for its tenth: 2尺1寸; the tenths of a metre and a 尺 follow without a word.
_TENTH = {"斤": "两", "尺": "寸"}
_LIANG = re.compile(rf"(?P<low>{_DIGIT}?十?{_DIGIT}?|半)两(?P<half>{_HALF})?(?![两几百千万亿十])")
# 三十几斤; 8钱: 5 g, 3.125 g or 3.78 g.
_UNSURE = re.compile(r"几[斤尺]|钱(?=[^\w]|\Z|重|以上)")
_COMBINED = re.compile("[合用季色层级代面门驱孔芯拼轮头爪分]")  # 3合1, 4季
_DEGREES = re.compile(r"(?P<about>[多余来])?\s?(?:(?P<celsius>℃|°C|摄氏度)|(?P<degrees>度(?!数)))?")
_STOREY = re.compile("[楼层米]")


def read(spot: Spot, number: Numeral) -> tuple[int, Figure] | None:
    """Return where an amount ends, and the amount; None for what is no amount."""
    view = spot.view
    if spot.sign in ("零下", "负"):
        return _below(view, number, spot.sign)
    if spot.sign == "零上" or (spot.sign == "±" and view[spot.start] == "正"):
        degrees = _DEGREES.match(view, number.end)
        if degrees and degrees[0]:
            return _below(view, number, spot.sign)
    if unsure := _UNSURE.match(view, number.end):
        return unsure.end(), Figure("doubt")
    match = _WORD.match(view, number.end) or _LATIN.match(view, number.end)
    unit = _unit(view, number, match) if match else None
    if match is None or unit is None:
        return None
    if number.is_falling:
        return match.end(), Figure("doubt")
    return _amount(spot, number, unit, match)


def _amount(
    spot: Spot, number: Numeral, unit: str, match: re.Match[str]
) -> tuple[int, Figure] | None:
    view, end, low, written = spot.view, match.end(), number.low, number.written
    if match["half"]:
        low, written = low + Fraction(1, 2), ""
    elif number.high is None and not match["about"] and (minor := _minor(view, end, unit, low)):
        end, tenth = minor
        if tenth is None:
            return end, Figure("doubt")
        low, written = low + tenth, ""
    bound = words.BOUND.match(view, end)
    return bound.end() if bound else end, Figure(
        "measure", unit, low, number.high, written, spot.sign, match["about"] or "",
        bound["bound"] if bound else "", match["word"] if match["word"] in words.LATIN else "",
    )  # fmt: skip


def liang(view: str, at: int) -> tuple[int, Figure] | None:
    """Return where 二两 or 三两 ends, and the amount; 两 is a number as well as a unit.

    >>> liang("八两", 0)[1].unit, liang("三两天", 0)[1].unit, liang("一两黄金", 0)[1].kind
    ('两', 'count', 'doubt')
    """
    match = _LIANG.match(view, at)
    number = numerals.read(match["low"], 0) if match else None
    if (
        match is None
        or number is None
        or number.end < len(match["low"])
        or view[max(0, at - 2) : at] == "半斤"
    ):
        return None
    low, high = number.low, number.high
    end, follows = match.end(), view[match.end() : match.end() + 1]
    if match["half"] and high is None:
        return end, Figure("measure", "两", low + Fraction(1, 2))
    if words.COUNTED.match(view, end) or numerals.read(view, end) or words.UNITS.get(follows):
        return (end, Figure("count", "count", Fraction(2), Fraction(3))) if low == 3 else None
    if high is None and low in (1, 3) and follows.isalnum():
        return end, Figure("doubt")  # 一两黄金, 三两好友
    return end, Figure("measure", "两", low, high, match["low"])


def _below(view: str, number: Numeral, sign: str) -> tuple[int, Figure] | None:
    """Read 零下20度, 负10℃; -200度 are no temperature where a lens has them."""
    match = _DEGREES.match(view, number.end)
    if match is None or (sign == "负" and _STOREY.match(view, number.end)):
        return None
    is_named = match["celsius"] or (sign in ("零下", "零上") and match["degrees"])
    unit = "celsius" if is_named else "degree" if match["degrees"] else "count"
    about = match["about"] or ""
    minus = {"零上": "", "±": "±"}.get(sign, "-")
    return match.end(), Figure("measure", unit, number.low, number.high, "", minus, about)


def _unit(view: str, number: Numeral, match: re.Match[str]) -> str | None:
    """Return the unit that the words around it make certain, or None."""
    if match["word"] in words.LATIN:
        plain = number.is_plain and not _BOUNDED.match(view, match.end())
        return None if plain else words.LATIN[match["word"]]
    unit = words.UNITS[match["word"]][0]
    after = view[match.end("word") : match.end("word") + 6]
    before = view[max(0, number.start - 12) : number.start]
    if unit == "shoe":
        ends = (number.low, number.high or number.low)
        worn = all(34 <= end <= 46 and end * 2 % 1 == 0 for end in ends)
        return unit if worn else None
    if match["word"] == "寸":
        return _inches(before, after, number.low)
    if unit == "两" and words.COUNTED.match(after):
        return None  # 2两件
    if unit == "rpm" and (number.low < 100 or before.endswith(("每分钟", "每分"))):
        return None
    is_city = match["word"] == "安" and not number.is_plain  # 六安
    return None if is_city or (number.written == "半" and after.startswith("八两")) else unit


def _inches(before: str, after: str, value: Fraction) -> str | None:
    if value <= 3 and words.PHOTO_FORMAT.match(after):
        return None  # 一寸照 names a format, 25 mm by 35 mm
    if words.ON_GARMENT.search(before):
        return "寸"
    return "inch" if words.IN_INCHES.search(before[-10:] + " " + after) else None


def _minor(view: str, at: int, unit: str, low: Fraction) -> tuple[int, Fraction | None] | None:
    """Return what stands behind a unit (1斤2两, 2尺1, 1米75) and where it ends; None for doubt."""
    named = _NAMED.match(view, at)
    if named and _TENTH.get(unit) == named["unit"]:
        return named.end(), Fraction(_digits(named["minor"])) / 10
    bare = _BARE.match(view, at) if unit in ("m", "尺") else None
    return _bare_minor(view, bare, unit, low) if bare else None


def _bare_minor(
    view: str, bare: re.Match[str], unit: str, low: Fraction
) -> tuple[int, Fraction | None] | None:
    """Return the tenth that stands behind a metre or a 尺 without a word of its own."""
    digits, end = _digits(bare["minor"]), bare.end()
    is_height = unit == "m" and low in (1, 2)
    bed = is_height and digits in "258" and _BED.match(view, end)
    each = bare["minor"].isascii() and _EACH.match(view, end)  # 2米5一条
    closes = words.AFTER_LENGTH.match(view, end) and (len(digits) == 1 or unit == "m")
    if closes or bed or each:
        return end, Fraction(f"0.{digits}")
    if is_height and not bare["minor"].isascii():
        return _spelt_minor(view, end, digits)
    if numerals.read(view, end) or words.COUNTED.match(view, end) or not bare["minor"][0].isascii():
        return None  # 2米3卷, 3米三角架
    if is_height and (len(digits) == 2 or not _COMBINED.match(view, end)):
        return end, Fraction(f"0.{digits}")
    return end, None


def _spelt_minor(view: str, end: int, digits: str) -> tuple[int, Fraction | None] | None:
    """Return the tenth of 一米二桌布, 一米五两条 and 一米五一条; 一米二三层架 is doubtful."""
    if _NEXT.match(view, end):
        return end, Fraction(f"0.{digits}")
    if len(digits) == 2 and digits[1] == "1" and words.COUNTED.match(view, end):
        return end - 1, Fraction(f"0.{digits[0]}")
    is_two = len(digits) == 2 or numerals.read(view, end)
    return (end, None) if is_two else None


def _digits(spelt: str) -> str:
    return "".join(str(DIGITS.get(digit, digit)) for digit in spelt)
