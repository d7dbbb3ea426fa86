"""Prices as a market writes them, with what they are for: ¥9.9 per 500 g, ¥99 for 3 boxes."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.amounts import amount, as_written, computed, converted, number, qualified
from pipeline.figures.figure import Figure
from pipeline.figures.fold import traditional
from pipeline.figures.words import BOUND, COUNTERS
from pipeline.markets import UnitRules

_SIGN = re.compile(r"^(?:[<>≤≥≈±~+\-−＜＞]=?|正负|正負)\s?")


def money(figure: Figure, rules: UnitRules) -> str:
    """Return a price; a unit that buyers cannot read is converted as a whole."""
    per = figure.per
    if per and figure.bound:  # 9.9元/斤起
        bare = replace(figure, text=figure.text[: -len(figure.bound)], bound="")
        return qualified(figure, money(bare, rules), rules)
    if per is None:
        return qualified(figure, _price(figure, figure.text, rules), rules)
    front, back = _halves(figure.text, per.text)
    price = _price(figure, front or back, rules)
    if per.unit in rules.convert and rules.numerals == "written":
        return f"{figure.sign}{price}/{amount(per, rules)}"
    if rules.numerals == "written":
        rest = traditional(figure.text[len(front) :] if front else figure.text[: -len(back)])
        return figure.sign + (price + rest if front else rest + price)
    if per.unit == "尺" and per.ends == [1] and figure.unit in rules.labels:
        metre = rules.labels[figure.unit].format(computed([end * 3 for end in figure.ends], rules))
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
        return as_written(_bare(figure, written), rules)
    about = traditional(figure.about) if rules.numerals == "written" else ""
    bare = Figure(
        "money", figure.unit, figure.low, figure.high, "" if figure.mark else figure.written
    )
    return label.format(number(bare, rules) + about)


def _bare(figure: Figure, written: str) -> str:
    """Return a price as written without the sign and the bound that are said apart from it."""
    if figure.bound:
        written = BOUND.sub("", written).removesuffix("起")
    if figure.sign:
        written = _SIGN.sub("", written)
    return written.removesuffix("元") if figure.mark else written


def _each(per: Figure, rules: UnitRules) -> str:
    if per.kind == "count":
        return _noun(per, rules)
    if per.unit in rules.convert:
        return f"per {converted(per, rules).removeprefix('1 ')}"
    if per.ends == [1]:
        return f"per {rules.labels[per.unit].format('').strip()}"
    return f"per {amount(per, rules)}"


def _noun(per: Figure, rules: UnitRules) -> str:
    """Return 一袋 as "a bag", 3箱 as "for 3 boxes"."""
    noun = COUNTERS[per.unit]
    if per.ends == [1]:
        return f"{'an' if noun == 'hour' else 'a'} {noun}" if noun else "each"
    count = number(per, rules)
    if not noun:
        return f"for {count}"
    plural = {"person": "people", "copy": "copies", "dozen": "dozen"}.get(noun)
    return f"for {count} {plural or noun + ('es' if noun[-1] in 'xh' else 's')}"
