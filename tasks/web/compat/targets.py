"""Which market a bare language code means, and which languages lead to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from models.base import Pair
from pipeline import language, route
from pipeline.language import UnknownLanguage
from pipeline.markets import Market

NAMES = {
    "zh": "Chinese", "zh-Hans": "Chinese (simplified)", "zh-Hant": "Chinese (traditional)",
    "zh-Hant-HK": "Chinese (traditional, Hong Kong)", "zh-Hant-MO": "Chinese (traditional, Macao)",
    "en": "English", "en-US": "English (American)", "ja": "Japanese", "ko": "Korean",
    "pt": "Portuguese", "de": "German", "es": "Spanish", "fr": "French", "it": "Italian",
    "nl": "Dutch", "ru": "Russian", "th": "Thai", "vi": "Vietnamese", "id": "Indonesian",
    "tr": "Turkish", "pl": "Polish", "ar": "Arabic",
}  # fmt: skip


def market_for(code: str, markets: Mapping[str, Market]) -> Market | None:
    """Return the market that writes a language: the very code, or the first one near it.

    >>> from pipeline.markets import load_markets
    >>> [getattr(market_for(c, load_markets()), "name", None)
    ...  for c in ("en", "EN-GB", "ZH-HANT", "zt", "zh-HK", "zh-MO", "zh-Hans", "fr")]
    ['US', 'US', 'HK', 'HK', 'HK', 'MO', None, None]
    """
    try:
        wanted = language.normalize(code)
    except UnknownLanguage:
        return None
    exact = [m for m in markets.values() if wanted in (m.language, m.target)]
    near = [m for m in markets.values() if language.node(m.target) == language.node(wanted)]
    return next(iter(exact + near), None)


def source_for(code: str, market: Market, pairs: Collection[Pair]) -> str:
    """Return a source language as it is spelt inside.

    Raises:
        UnknownSource: no such language, or none that leads to the market; it tells which do.
    """
    try:
        source = language.normalize(code)
    except UnknownLanguage:
        source = "und"
    if not route.plan(source, market.target, pairs).is_possible:
        known = {shown(pair.source) for pair in pairs} | {"en"}
        raise UnknownSource(
            code, sorted(c for c in known if route.plan(c, market.target, pairs).is_possible)
        )
    return source


class UnknownSource(ValueError):
    """A source language that does not lead to a market."""

    def __init__(self, code: str, known: Sequence[str]) -> None:
        self.code, self.known = code, tuple(known)
        super().__init__(f"{code!r} is not supported as a source; supported: {', '.join(known)}")


def sources(pairs: Collection[Pair], markets: Mapping[str, Market]) -> dict[str, list[str]]:
    """Return every language that can be read, with the languages it can be turned into."""
    readable = sorted({language.node(pair.source) for pair in pairs} | {"en"})
    return {
        shown(code): sorted(
            {
                shown(m.target)
                for m in markets.values()
                if route.plan(code, m.target, pairs).is_possible
            }
        )
        for code in readable
    }


def shown(code: str) -> str:
    """Return a code as lists show it: Chinese by its script, others by language alone.

    >>> shown("zh"), shown("zh-Hant-HK"), shown("en-US")
    ('zh-Hans', 'zh-Hant', 'en')
    """
    return {"zh": "zh-Hans"}.get(language.node(code), language.node(code))
