"""What figures a text says, normalised: the same for a source and for its translation."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.figures.find import find
from pipeline.figures.fold import fold
from pipeline.figures.touch import touch
from pipeline.figures.write import write
from pipeline.markets import Market

_UNIT = (
    "cm²|cm³|m²|m³|cm|mm|km|μm|ml|kWh|kW|kg|mg|mAh|Ah|mA|Wh|kHz|MHz|GHz|Hz|dB|rpm|oz|lbs?|ft|mi|gal"
    "|million|billion|%|‰|℃|°C|°F|g|m|L|W|V|A|t"
)
_ACCENTED = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_NUMBER = re.compile(
    rf"[0-9]++(?:,[0-9]{{3}}(?![0-9]))*+(?:\.[0-9]++)?(?:\s?(?P<unit>{_UNIT})(?![A-Za-z{_ACCENTED}]))?"
)
_BEFORE = re.compile(
    rf"(?P<limit>[<>≤≥≈±~])?\s?(?P<minus>(?<![A-Za-z{_ACCENTED}0-9.)%°℃])"
    r"(?<![0-9][一-鿿])(?<![0-9][一-鿿]{2})[-−](?=\S|\Z))?"  # 9點-18點 is a range
    r"(?P<money>(?:US|HK|NT|MOP|A|C|S)?\$|[¥￥€£₩฿])?\s?(?P<minus2>(?<=[$¥€£])-)?\Z"
)
_LONGEST = 10  # characters before a number that may belong to it
_SIGNS, _NEAR = frozenset("<>≤≥≈±~-−$¥￥€£₩฿"), 3  # the last of them is at most two spaces away
_SAME = str.maketrans("−￥", "-¥")


def said(text: str) -> Counter[str]:
    """Return every figure of a written text, with its sign, currency and unit.

    >>> sorted(said("3–4 kg from ¥1,299.00, below -20 °C, 15 days"))
    ['-20°C', '15', '3', '4kg', '¥1299.00']
    """
    return Counter(_token(match) for match in _NUMBER.finditer(fold(text)))


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


def _token(match: re.Match[str]) -> str:
    number, view, start = match[0], match.string, match.start()
    if match["unit"]:
        number = number[: match.start("unit") - start].rstrip() + match["unit"]
    signs = ""
    if not _SIGNS.isdisjoint(view[max(0, start - _NEAR) : start]):
        before = _BEFORE.search(view, max(0, start - _LONGEST), start)
        signs = "".join(filter(None, before.groups())) if before else ""
    return (signs + number).replace(",", "").translate(_SAME)
