"""What figures a text says, normalised: the same for a source and for its translation."""

from __future__ import annotations

from collections import Counter

import regex

from pipeline.figures.find import find
from pipeline.figures.fold import fold
from pipeline.figures.touch import touch
from pipeline.figures.write import write
from pipeline.markets import Market

_UNIT = (
    "cm²|cm³|m²|m³|cm|mm|km|μm|ml|kWh|kW|kg|mg|mAh|Ah|mA|Wh|kHz|MHz|GHz|Hz|dB|rpm|oz|lbs?|ft|mi|gal"
    "|million|billion|%|‰|℃|°C|°F|g|m|L|W|V|A|t"
)
_FIGURE = regex.compile(
    rf"(?P<limit>[<>≤≥≈±~])?\s?"
    rf"(?P<minus>(?<![\p{{Latin}}\p{{N}}.)%°℃])[-−](?=\S))?"
    rf"(?P<money>(?:US|HK|NT|MOP|A|C|S)?\$|[¥￥€£₩฿])?\s?(?P<minus2>(?<=[$¥€£])-)?"
    rf"(?P<number>\d++(?:,\d{{3}}(?!\d))*+(?:\.\d++)?)"
    rf"(?:\s?(?P<unit>{_UNIT})(?![\p{{Latin}}]))?"
)
_SAME = str.maketrans("−￥", "-¥")
_LONGEST = 24


def said(text: str) -> Counter[str]:
    """Return every figure of a written text, with its sign, currency and unit.

    >>> sorted(said("3–4 kg from ¥1,299.00, below -20 °C, 15 days"))
    ['-20°C', '15', '3', '4kg', '¥1299.00']
    """
    return Counter(_token(match) for match in _FIGURE.finditer(fold(text)))


def expected(text: str, market: Market, language: str = "zh") -> Counter[str]:
    """Return what :func:`said` must find in the translation of a text for a market.

    >>> from pipeline.markets import market
    >>> sorted(expected("3斤装 A5", market("US")))
    ['1.5kg', '5']
    """
    out, at = "", 0
    gap = "" if market.units.numerals == "written" else " "
    for found in find(text, language):
        shown = write(found.figure, market)
        out += text[at : found.start] + gap
        out += (" " if touch(out, shown) else "") + shown + gap
        at = found.end
    return said(out + text[at:])


def _token(match: regex.Match[str]) -> str:
    said = [match[name] or "" for name in ("limit", "minus", "money", "minus2", "number", "unit")]
    return "".join(said).replace(",", "").translate(_SAME)
