"""The memory over HTTP: how a shop says a text from now on, and all of it taken out."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from pipeline.errors import UnknownMarket
from tasks.intake import document as intake
from tasks.intake import identity
from tasks.ledger.phrases import PLATFORM, Phrase, scope_of
from tasks.web import export
from tasks.web.door import rights
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.api_keys import Caller
from tasks.web.door.refusal import Refused
from tasks.web.places import SellerId, ask, seen, whose
from tasks.web.wire import Json

router = APIRouter(prefix="/v1", tags=["desk"])

_CODE = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"


class Words(BaseModel):
    """How a shop wants a text to read in a market."""

    source: str = Field(min_length=1, max_length=10_000, examples=["纯手工编织毛线包"])
    text: str = Field(
        max_length=10_000, description="empty: as the machine has it", examples=["Yarn bag"]
    )
    market: str = Field(max_length=intake.LONGEST_CODE, examples=["US"])
    seller_id: str | None = Field(default=None, max_length=identity.LONGEST_SELLER)


class Segment(BaseModel):
    """A source and how it is said."""

    source: str
    target: str


class Remembered(BaseModel):
    """What was remembered, or forgotten."""

    language: str = Field(description="of the words: that of the market", examples=["en-US"])
    segments: list[Segment]


@router.put("/memory", response_model=Remembered, summary="Say a text so from now on")
async def say(asked: Words, door: Shared, caller: Admitted) -> Response:
    """Remember a person's words for a text, whole and by sentence; the next preview has them.

    An empty `text` forgets them. What is published stays until it is published again.
    """
    wanted = _wanted(asked, door, caller)
    found = await ask(door, lambda store: store.say(wanted))
    if not found:
        code, told = ("too_long", "no sentence of it is paired with one of its source")
        raise Refused(422, code, told, field="source") if wanted.target else _unsaid()
    await door.store(door.parts.phrases.catch_up)  # or this process would know a moment later
    segments = [{"source": each.source, "target": each.target} for each in found]
    return Json({"language": wanted.language, "segments": segments})


def _wanted(asked: Words, door: Door, caller: Caller) -> Phrase:
    seller_id = rights.shop(caller, seen(asked.seller_id), "seller_id")
    if asked.market not in door.markets:
        raise UnknownMarket(intake.clean(asked.market)[:20], door.markets)
    source, text = intake.clean(asked.source).strip(), intake.clean(asked.text).strip()
    if not source or (asked.text and not text):
        field = "text" if source else "source"
        raise Refused(422, "empty", "a correction needs a character that is seen", field=field)
    language = door.markets[asked.market].language
    return Phrase(source, text, language, scope_of(seller_id), caller.name)


def _unsaid() -> Refused:
    return Refused(404, "not_found", "the shop has no words of its own for it", field="source")


@router.get("/memory/export", response_class=Response, summary="Take the memory out")
async def memory(
    door: Shared,
    caller: Admitted,
    seller_id: SellerId = None,
    form: Annotated[export.Form, Query(alias="format")] = "tsv",
    code: Annotated[
        str | None,
        Query(alias="language", pattern=_CODE, description="of translations; by default all"),
    ] = None,
) -> Response:
    """Return the accepted and corrected segments of a shop as TSV, JSON lines or TMX.

    A key of the platform that names no shop takes out those for all shops.
    """
    shop = whose(caller, seller_id)
    scope = PLATFORM if shop is None else scope_of(shop)
    found = await ask(door, lambda store: store.phrases([scope], None))
    wanted = export.only(found, code) if code else found
    body = await asyncio.to_thread(export.WRITERS[form], wanted)
    headers = {"Content-Disposition": f'attachment; filename="memory.{form}"'}
    return Response(body, media_type=export.TYPES[form], headers=headers)
