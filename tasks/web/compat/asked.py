"""The languages that a compatible request asks for."""

from __future__ import annotations

from pipeline.markets import Market
from tasks.web.compat import targets
from tasks.web.compat.targets import UnknownSource
from tasks.web.door.admission import Door
from tasks.web.door.refusal import Refused


def target(code: str, door: Door, field: str = "target") -> Market:
    """Return the market that writes a language.

    Raises:
        Refused: 400, there is none; the hint names what there is.
    """
    market = targets.market_for(code, door.markets)
    if market is None:
        known = ", ".join(sorted({targets.shown(m.target) for m in door.markets.values()}))
        raise Refused(400, "unknown", "this target is not supported", field=field, hint=known)
    return market


def source(code: str | None, market: Market, door: Door, field: str = "source") -> str | None:
    """Return a source language as it is spelt inside; None where it is to be detected.

    Raises:
        Refused: 400, it is unknown, or leads nowhere; the hint names what there is.
    """
    if not code or code == "auto":
        return None
    try:
        return targets.source_for(code, market, door.parts.registry.pairs())
    except UnknownSource as error:
        known = ", ".join(error.known)
        raise Refused(
            400, "unknown", "this source is not supported", field=field, hint=known
        ) from error
