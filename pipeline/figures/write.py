"""How each market writes a figure: the same on every machine."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.figures import dates
from pipeline.figures.amounts import DASHES, amount, as_written, is_known, qualified
from pipeline.figures.dates import Date
from pipeline.figures.figure import Figure
from pipeline.figures.fold import fold
from pipeline.figures.numerals import decimal
from pipeline.figures.prices import money
from pipeline.markets import Market, UnitRules

_LENGTHS = {"毫米": "mm", "厘米": "cm", "公分": "cm", "米": "m", "英寸": "inch", "英尺": "foot"}
_LENGTH = re.compile(r"\s?(" + "|".join(_LENGTHS) + ")")


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
    if figure.is_doubtful or (figure.kind != "money" and not is_known(figure, rules)):
        return as_written(figure.text, rules)
    return _WRITERS.get(figure.kind, _counted)(figure, rules)


def _counted(figure: Figure, rules: UnitRules) -> str:
    if figure.mark and rules.numerals == "written":
        return as_written(figure.text, rules)
    return qualified(figure, amount(figure, rules), rules)


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
        return rules.labels[figure.unit].format(DASHES.sub(rules.dash, written))
    return _LENGTH.sub(lambda m: rules.labels[_LENGTHS[m[1]]].format(""), written)


def _named(figure: Figure, rules: UnitRules) -> str:
    number = "half" if figure.unit.startswith("half_") else decimal(figure.low)
    if figure.unit == "months":
        return rules.dash.join(rules.months[int(end) - 1] for end in figure.ends)
    if figure.unit == "ordinal":
        last = 0 if figure.low // 10 % 10 == 1 else int(figure.low) % 10
        number += {1: "st", 2: "nd", 3: "rd"}.get(last, "th") + f" {figure.written}"
    return rules.labels[figure.unit].format(number)


_WRITERS = {"named": _named, "money": money, "time": _time, "size": _size}
