"""The languages that a compatible request asks for."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.markets import Market
from tasks.web.compat import targets
from tasks.web.compat.targets import UnknownSource
from tasks.web.door.admission import Door
from tasks.web.door.refusal import Refused


def target(
    code: str, door: Door, field: str = "target", shown: Callable[[str], str] = targets.shown
) -> Market:
    """Return the market that writes a language; ``shown``: as the caller's service names it.

    Raises:
        Refused: 400, there is none; the hint names what there is.
    """
    market = targets.market_for(code, door.markets)
    if market is None:
        known = ", ".join(dict.fromkeys(shown(m.language) for m in door.markets.values()))
        raise Refused(400, "unknown", f"Value for '{field}' not supported", hint=known)
    return market


def source(
    code: str | None,
    market: Market,
    door: Door,
    field: str = "source",
    shown: Callable[[str], str] = targets.shown,
) -> str | None:
    """Return a source language as it is spelt inside; None where it is to be detected.

    Raises:
        Refused: 400, it is unknown, or leads nowhere; the hint names what there is.
    """
    if not code or code == "auto":
        return None
    try:
        return targets.source_for(code, market, door.parts.registry.pairs())
    except UnknownSource as error:
        known = ", ".join(dict.fromkeys(map(shown, error.known)))
        message = f"Value for '{field}' not supported"
        raise Refused(400, "unknown", message, hint=known) from error
