"""Quantities in Chinese units: found in the source, written again the way a market reads them.

Only what is certainly a quantity is found: ``一寸照``, ``三件套``, ``2升级``, ``5克拉`` are not.
A bare ``8寸`` is left alone as well: on cakes, screens and suitcases it means inches, on garments
市寸, and only the words around it tell.

Source of the conversions: State Council order of 25 June 1959 on the unified system of measures:
1 市斤 = 10 市两 = 500 g, 3 市尺 = 30 市寸 = 1 m. Values are exact; only a value without a finite
decimal is rounded, to 0.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.figures import patterns
from pipeline.figures.numerals import DIGITS, HAN_CHARACTERS, decimal, parse, parse_range
from pipeline.markets import Market, UnitRules


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount or range, exact.

    Attributes:
        unit: ``斤``, ``g``, ``cm``, ``inch``, ``yuan``, ``shoe`` ...: the labels of a market.
        low: the amount, or the lower end of a range, in ``unit``; 0 for letter sizes.
        high: the upper end, or None.
        written: the number as the seller wrote it, or "" where it was put together (三斤半).
        text: the whole as found.
    """

    unit: str
    low: Fraction
    high: Fraction | None
    written: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity and the characters of the text it stands at."""

    start: int
    end: int
    quantity: Quantity


# Unit → words for its tenth: 2尺1寸, 9块9毛; a metre's hundredths follow without a word.
_TENTH = {"斤": "两", "尺": "寸", "m": "", "yuan": "毛角"}
# Chinese unit → one of it in the small metric unit, that unit, and the large one with its size.
_METRIC = {
    "斤": (Fraction(500), "g", "kg", 1000),
    "两": (Fraction(50), "g", "kg", 1000),
    "尺": (Fraction(100, 3), "cm", "m", 100),
    "寸": (Fraction(10, 3), "cm", "m", 100),
}


def find(text: str) -> list[Found]:
    """Return the quantities of a Chinese text, in order.

    >>> [(f.start, f.quantity.text, str(f.quantity.low)) for f in find("五斤装，2尺1，38码")]
    [(0, '五斤', '5'), (4, '2尺1', '21/10'), (8, '38码', '38')]
    >>> find("一寸照 三件套 两个 一块钱也不要 500ml")
    []
    """
    prices = [_price(match) for match in patterns.PRICE.finditer(text)]
    sizes = [
        Found(m.start(), m.end(), Quantity("size", Fraction(0), None, m["size"], m[0]))
        for m in patterns.SIZE.finditer(text)
    ]
    myriads = [
        Found(m.start(), m.end(), Quantity("count", parse(m["low"]) or Fraction(0), None, "", m[0]))
        for m in patterns.MYRIADS.finditer(text)
    ]
    found = sorted([*prices, *sizes, *_amounts(text), *myriads], key=lambda f: (f.start, -f.end))
    return [f for i, f in enumerate(found) if i == 0 or f.start >= found[i - 1].end]


def render(quantity: Quantity, market: Market) -> str:
    """Return a quantity as the buyers of a market read it; the same on every machine.

    >>> from pipeline.markets import market
    >>> for name in ("US", "HK"):
    ...     print([render(f.quantity, market(name)) for f in find("80～100斤 1尺 39元 38码 两米")])
    ['40–50 kg', '33.3 cm', '¥39', 'EU 38', '2 m']
    ['40-50公斤', '33.3厘米', '人民幣39元', '38碼', '兩米']
    """
    rules = market.units
    if _stands_as_written(quantity, rules):
        return quantity.text.replace("万", "萬")
    if quantity.unit in rules.convert:
        return _converted(quantity, rules)
    return rules.labels[quantity.unit].format(_number(quantity, rules))


def _amounts(text: str) -> Iterator[Found]:
    for match in patterns.AMOUNT.finditer(text):
        quantity = _quantity(match)
        if quantity is not None:
            yield Found(match.start(), match.end(), quantity)


def _quantity(match: re.Match[str]) -> Quantity | None:
    written_low = match["low"] or match["low_han"]
    written_high = match["high"] or match["high_han"]
    low, high = parse_range(written_low, written_high)
    unit = _unit(match, low, high)
    if low is None or unit is None or (written_high and (high is None or high <= low)):
        return None
    extra = _extra(match, unit)
    if extra is None or (extra and high is not None):
        return None
    number = match.span("low" if match["low"] else "low_han")[0], match.start("word")
    written = "" if extra else match.string[slice(*number)].strip()
    return Quantity(unit, low + extra, high, written, match[0])


def _unit(match: re.Match[str], low: Fraction | None, high: Fraction | None) -> str | None:
    """Return the unit that the words around it make certain, or None."""
    unit = patterns.UNITS[match["word"]][0]
    before, after = match.string[: match.start()], match.string[match.end("word") :]
    if low is None:
        return None
    if unit == "yuan":
        return unit if _is_money(match, before, after) else None
    if unit == "shoe":
        ends = (low, high or low)
        worn = all(34 <= end <= 46 and end * 2 % 1 == 0 for end in ends)
        return unit if match["low"] and worn else None
    if match["word"] == "寸":
        return _inches(before, after, low)
    vague = match["word"] == "两" and match["low_han"] in ("一", "三")  # 三两天: two or three days
    idiom = match["low_han"] == "半" and after.startswith("八两")
    return None if idiom or (vague and after and after[0].isalnum()) else unit


def _is_money(match: re.Match[str], before: str, after: str) -> bool:
    if patterns.OTHER_MONEY_BEFORE.search(before) or patterns.OTHER_MONEY_AFTER.match(after):
        return False
    sure = match["word"] != "块" or match["minor"] or "." in (match["low"] or "")
    return bool(sure or patterns.PER_PIECE.match(after))


def _inches(before: str, after: str, value: Fraction) -> str | None:
    if value <= 3 and patterns.PHOTO_FORMAT.match(after):
        return None  # 一寸照 names a format, 25 mm by 35 mm
    if patterns.ON_GARMENT.search(before):
        return "寸"
    return "inch" if patterns.IN_INCHES.search(before[-10:] + " " + after[:6]) else None


def _extra(match: re.Match[str], unit: str) -> Fraction | None:
    """Return what stands behind the unit (三斤半, 2尺1寸, 1米75, 9块9); or None."""
    if match["half"]:
        return Fraction(1, 2)
    minor = match["minor"]
    if not minor:
        return Fraction(0)
    tenth, named = _TENTH.get(unit), match["minor_unit"]
    if tenth is None or (named and named not in tenth) or (unit == "斤" and not named):
        return None
    digits = "".join(str(DIGITS.get(digit, digit)) for digit in minor)
    if len(digits) > 1 and unit != "m":
        return None
    return Fraction(f"0.{digits}")


def _price(match: re.Match[str]) -> Found:
    written_low, written_high = match["low"] or match["low2"], match["high"]
    low, high = parse_range(written_low, written_high)
    assert low is not None  # the pattern admits numbers only
    written = written_low + (f"-{written_high}" if written_high else "")
    return Found(match.start(), match.end(), Quantity("yuan", low, high, written, match[0]))


def _stands_as_written(quantity: Quantity, rules: UnitRules) -> bool:
    """Tell whether it stays; a price with its sign does, unless buyers cannot read the rest."""
    text = quantity.text
    if quantity.unit not in rules.labels:
        return True
    signed = quantity.unit == "yuan" and any(sign in text for sign in ("¥", "￥", "RMB"))
    return signed and "元" not in text and (rules.myriad or "万" not in text)


def _converted(quantity: Quantity, rules: UnitRules) -> str:
    factor, small, large, ratio = _METRIC[quantity.unit]
    ends = [end * factor for end in (quantity.low, quantity.high) if end is not None]
    unit = small
    if ends[-1] >= 1000:
        ends, unit = [end / ratio for end in ends], large
    return rules.labels[unit].format(rules.dash.join(decimal(end, rules.thousands) for end in ends))


def _number(quantity: Quantity, rules: UnitRules) -> str:
    """Return the number as written where buyers can read it, otherwise computed."""
    written = quantity.written
    if written and rules.numerals == "written":
        return written.translate(str.maketrans("两万", "兩萬"))
    if written and not set(written) & HAN_CHARACTERS:
        return re.sub(patterns.DASH, rules.dash, written)
    ends = [end for end in (quantity.low, quantity.high) if end is not None]
    return rules.dash.join(decimal(end, rules.thousands) for end in ends)
