"""The listing of a request: checked before anything else sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from pipeline.document import Document
from pipeline.errors import UnknownMarket
from tasks.intake import document as intake
from tasks.web.door import rights
from tasks.web.door.api_keys import Caller
from tasks.web.door.refusal import Refused
from tasks.web.wire import is_deep


async def off_loop(
    row: dict[str, Any], markets: Sequence[str] | None, known: Collection[str], caller: Caller
) -> Document:
    """Return the document of a request as :func:`read` does, while others are served."""
    return await asyncio.to_thread(read, row, markets, known, caller)


def read(
    row: dict[str, Any], markets: Sequence[str] | None, known: Collection[str], caller: Caller
) -> Document:
    """Return the document of a request, with the markets it is for; ``known`` are all there are.

    One that names no shop belongs to that of the caller's key.

    Raises:
        InvalidDocument: a field of the listing is wrong.
        UnknownMarket: the table has no such row.
        Refused: no listing is nested like this, or it belongs to another shop than the key.
    """
    if is_deep(row):
        raise Refused(422, "too_deep", "nested deeper than any listing", field="listing")
    document = intake.parse(row, known)
    seller_id = rights.shop(caller, document.seller_id, "listing.seller_id")
    wanted = tuple(dict.fromkeys(markets or document.markets or known))
    for name in wanted:
        if name not in known:
            raise UnknownMarket(intake.clean(name)[:20], known)
    return replace(document, markets=wanted, seller_id=seller_id)
