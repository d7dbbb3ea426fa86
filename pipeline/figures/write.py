"""How each market writes a figure: the same on every machine.

Values are exact; only a value without a finite decimal is rounded, to 0.1.
"""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.figures import dates
from pipeline.figures.dates import Date
from pipeline.figures.figure import Figure
from pipeline.figures.fold import fold, traditional
from pipeline.figures.numerals import DASH, decimal
from pipeline.figures.words import COUNTERS
from pipeline.markets import Market, UnitRules

# Chinese unit → one of it in the small metric unit, that unit, and the large one with its size.
_METRIC = {
    "斤": (Fraction(500), "g", "kg", 1000),
    "两": (Fraction(50), "g", "kg", 1000),
    "尺": (Fraction(100, 3), "cm", "m", 100),
    "寸": (Fraction(10, 3), "cm", "m", 100),
}
_PLAIN = re.compile(rf"[0-9.,]+(?:{DASH}[0-9.,]+)?")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＜＞％＝]")
_DASHES = re.compile(DASH)
_LENGTHS = {"毫米": "mm", "厘米": "cm", "公分": "cm", "米": "m", "英寸": "inch", "英尺": "foot"}
_LENGTH = re.compile(r"\s?(" + "|".join(_LENGTHS) + ")")
_WORDS = ((10**9, "billion"), (10**6, "million"))
_BOUNDS = {"以上": "{} or more", "以下": "{} or less", "以内": "up to {}"}
_BELOW_ZERO = frozenset({"celsius", "degree", "count"})
_ABOUT = {"多": "over {}", "余": "over {}", "来": "about {}"}


def write(figure: Figure | Date, market: Market) -> str:
    """Return a figure as the buyers of a market read it.

    >>> from pipeline.figures.find import find
    >>> from pipeline.markets import market
    >>> for name in ("US", "HK"):
    ...     print([write(f.figure, market(name)) for f in find("80～100斤 1尺 9块9一斤 两米")])
    ['40–50 kg', '33.3 cm', '¥9.9 per 500 g', '2 m']
    ['40-50公斤', '33.3厘米', '人民幣9.9元/500克', '兩米']
    """
    if isinstance(figure, Date):
        return dates.render(figure, market)
    rules = market.units
    if figure.is_doubtful or (figure.kind != "money" and figure.unit not in rules.labels):
        return _as_written(figure.text, rules)
    return _WRITERS.get(figure.kind, _counted)(figure, rules)


def _as_written(text: str, rules: UnitRules) -> str:
    if rules.numerals == "written":
        return traditional(text)
    return fold(text) if _WIDE.search(text) else text


def _qualified(figure: Figure, shown: str, rules: UnitRules) -> str:
    """Return an amount with its sign, and with 多, 以上 or 以下 in the words of the market."""
    if rules.numerals == "written":
        return figure.sign + shown + figure.bound
    is_below = figure.sign == "-" and figure.unit in _BELOW_ZERO
    if figure.about:
        shown = f"below {shown}" if is_below else _ABOUT[figure.about].format(shown)
    sign = "" if is_below else figure.sign
    return _BOUNDS.get(figure.bound, "{}").format(sign + shown)


def _amount(figure: Figure, rules: UnitRules) -> str:
    if figure.unit in rules.convert:
        return _converted(figure, rules)
    label = rules.labels[figure.unit]
    if figure.sign == "-" and figure.unit in _BELOW_ZERO:
        return " to ".join(label.format("-" + decimal(end, rules.thousands)) for end in figure.ends)
    about = figure.about if rules.numerals == "written" else ""
    return label.format(_number(figure, rules) + about)


def _converted(figure: Figure, rules: UnitRules) -> str:
    factor, unit, large, ratio = _METRIC[figure.unit]
    ends = [end * factor for end in figure.ends]
    if ends[-1] >= 1000:
        ends, unit = [end / ratio for end in ends], large
    about = figure.about if rules.numerals == "written" else ""
    number = rules.dash.join(decimal(end, rules.thousands) for end in ends)
    return rules.labels[unit].format(number + about)


def _number(figure: Figure, rules: UnitRules) -> str:
    """Return the number as written where buyers can read it, otherwise computed."""
    written = figure.written
    if written and rules.numerals == "written":
        return traditional(written)
    if written and (_PLAIN.fullmatch(written) or figure.unit == "fraction"):
        return _DASHES.sub(rules.dash, written)
    return _computed(figure.ends, rules)


def _computed(ends: list[Fraction], rules: UnitRules) -> str:
    for size, word in _WORDS if not rules.myriad else ():
        if ends[0] >= size and all((end * 1000 / size).denominator == 1 for end in ends):
            return rules.dash.join(decimal(end / size) for end in ends) + f" {word}"
    return rules.dash.join(decimal(end, rules.thousands) for end in ends)


def _counted(figure: Figure, rules: UnitRules) -> str:
    return _qualified(figure, _amount(figure, rules), rules)


def _time(figure: Figure, rules: UnitRules) -> str:
    return rules.dash.join(_clock(end, figure.unit) for end in figure.ends)


def _clock(minutes: Fraction, half: str) -> str:
    hour, minute = divmod(int(minutes), 60)
    if half:
        hour = (hour + 11) % 12 + 1
    return f"{hour}:{minute:02d}" + (f" {half.upper()}" if half else "")


def _size(figure: Figure, rules: UnitRules) -> str:
    written = fold(figure.written)
    if figure.unit != "sides":
        return rules.labels[figure.unit].format(_DASHES.sub(rules.dash, written))
    return _LENGTH.sub(lambda m: rules.labels[_LENGTHS[m[1]]].format(""), written)


def _money(figure: Figure, rules: UnitRules) -> str:
    per = figure.per
    if per is None:
        return _qualified(figure, _price(figure, figure.text, rules), rules)
    front, back = _halves(figure.text, per.text)
    price = _price(figure, front or back, rules)
    if per.unit in rules.convert and rules.numerals == "written":
        return f"{figure.sign}{price}/{_amount(per, rules)}"
    if rules.numerals == "written":
        rest = traditional(figure.text[len(front) :] if front else figure.text[: -len(back)])
        return figure.sign + (price + rest if front else rest + price)
    if per.unit == "尺" and per.ends == [1] and figure.unit in rules.labels:
        metre = rules.labels[figure.unit].format(_computed([end * 3 for end in figure.ends], rules))
        return f"{figure.sign}{metre} per m"
    return f"{figure.sign}{price} {_each(per, rules)}"


def _halves(text: str, per: str) -> tuple[str, str]:
    """Return the price of 15元/斤 as the first, that of 每斤15元 as the second."""
    return (
        ("", text[len(per) :])
        if per.startswith("每") and text.startswith(per)
        else (text[: -len(per)], "")
    )


def _price(figure: Figure, written: str, rules: UnitRules) -> str:
    """Return a price; one with its sign stands as written where buyers can read the number."""
    label = rules.labels.get(figure.unit)
    readable = rules.myriad or not set(figure.written) & set("百千万亿")
    if label is None or (figure.mark and readable):
        return _as_written(written.removesuffix("元") if figure.mark else written, rules)
    about = figure.about if rules.numerals == "written" else ""
    bare = Figure(
        "money", figure.unit, figure.low, figure.high, "" if figure.mark else figure.written
    )
    return label.format(_number(bare, rules) + about)


def _each(per: Figure, rules: UnitRules) -> str:
    if per.kind == "count":
        return _noun(per, rules)
    if per.unit in rules.convert:
        return f"per {_converted(per, rules).removeprefix('1 ')}"
    if per.ends == [1]:
        return f"per {rules.labels[per.unit].format('').strip()}"
    return f"per {_amount(per, rules)}"


def _noun(per: Figure, rules: UnitRules) -> str:
    """Return 一袋 as "a bag", 3箱 as "for 3 boxes"."""
    noun = COUNTERS[per.unit]
    if per.ends == [1]:
        return f"{'an' if noun == 'hour' else 'a'} {noun}" if noun else "each"
    number = _number(per, rules)
    if not noun:
        return f"for {number}"
    plural = {"person": "people", "copy": "copies", "dozen": "dozen"}.get(noun)
    return f"for {number} {plural or noun + ('es' if noun[-1] in 'xh' else 's')}"


_WRITERS = {"money": _money, "time": _time, "size": _size}
