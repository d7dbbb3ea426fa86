"""Amounts as a market writes them: converted, computed, or as the seller wrote them.

Values are exact; only a value without a finite decimal is rounded, to 0.1.
"""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.figures.figure import Figure
from pipeline.figures.fold import fold, traditional
from pipeline.figures.numerals import DASH, decimal
from pipeline.markets import UnitRules

# Chinese unit → one of it in the small metric unit, that unit, and the large one with its size.
_METRIC = {
    "斤": (Fraction(500), "g", "kg", 1000),
    "两": (Fraction(50), "g", "kg", 1000),
    "尺": (Fraction(100, 3), "cm", "m", 100),
    "寸": (Fraction(10, 3), "cm", "m", 100),
    "丈": (Fraction(1000, 3), "cm", "m", 100),
    "里": (Fraction(500), "m", "km", 1000),
    "亩": (Fraction(2000, 3), "m2", "m2", 1),
}
_PLAIN = re.compile(rf"[0-9.,]+(?:{DASH}[0-9.,]+)?")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＜＞％＝～＋－±]")
DASHES = re.compile(DASH)
_WORDS = ((10**9, "billion"), (10**6, "million"))
_BOUNDS = {
    "起": "from {}",
    "以上": "{} or more",
    "以下": "{} or less",
    "以内": "up to {}",
    "左右": "about {}",
}
_BELOW_ZERO = frozenset({"celsius", "degree", "count"})
_ABOUT = {"+": "{}+", "多": "over {}", "余": "over {}", "来": "about {}"}


def is_known(figure: Figure, rules: UnitRules) -> bool:
    """Tell whether a market has a word for the unit of a figure."""
    return figure.unit in rules.labels or figure.unit in rules.convert


def as_written(text: str, rules: UnitRules) -> str:
    """Return what stays as the seller wrote it, in the characters of the market."""
    if rules.numerals == "written":
        return traditional(text)
    return (fold(text) if _WIDE.search(text) else text).replace("正负", "±")


def qualified(figure: Figure, shown: str, rules: UnitRules) -> str:
    """Return an amount with its sign, and with 多, 以上 or 以下 in the words of the market."""
    if rules.numerals == "written":
        return figure.sign + shown + figure.bound
    if figure.sign == "每":
        return f"per {shown}"
    is_below = figure.sign == "-" and figure.unit in _BELOW_ZERO
    if figure.about:
        shown = f"below {shown}" if is_below else _ABOUT[figure.about].format(shown)
    sign = "" if is_below else figure.sign
    return _BOUNDS.get(figure.bound, "{}").format(sign + shown)


def amount(figure: Figure, rules: UnitRules) -> str:
    """Return an amount in the unit of the market."""
    if figure.unit in rules.convert:
        return converted(figure, rules)
    label = rules.labels[figure.unit]
    if figure.unit == "year_month":
        years, months = divmod(int(figure.low), 12)
        said = rules.labels["year"].format(years), rules.labels["month"].format(months)
        return label.format(" ".join(said))
    if figure.sign == "-" and figure.unit in _BELOW_ZERO:
        return " to ".join(label.format("-" + decimal(end, rules.thousands)) for end in figure.ends)
    about = traditional(figure.about) if rules.numerals == "written" else ""
    return label.format(number(figure, rules) + about)


def converted(figure: Figure, rules: UnitRules) -> str:
    """Return an amount in a Chinese unit as a metric one."""
    factor, unit, large, ratio = _METRIC[figure.unit]
    ends = [end * factor for end in figure.ends]
    if ends[-1] >= 1000:
        ends, unit = [end / ratio for end in ends], large
    about = traditional(figure.about) if rules.numerals == "written" else ""
    number = rules.dash.join(decimal(end, rules.thousands) for end in ends)
    return rules.labels[unit].format(number + about)


def number(figure: Figure, rules: UnitRules) -> str:
    """Return the number as written where buyers can read it, otherwise computed."""
    written = figure.written
    if written and rules.numerals == "written":
        return traditional(written)
    if written and (_PLAIN.fullmatch(written) or figure.unit == "fraction"):
        return DASHES.sub(rules.dash, written)
    return computed(figure.ends, rules)


def computed(ends: list[Fraction], rules: UnitRules) -> str:
    """Return the ends of a range in digits, with million and billion where buyers count so."""
    for size, word in _WORDS if not rules.myriad else ():
        if ends[0] >= size and all((end * 1000 / size).denominator == 1 for end in ends):
            return rules.dash.join(decimal(end / size) for end in ends) + f" {word}"
    return rules.dash.join(decimal(end, rules.thousands) for end in ends)
