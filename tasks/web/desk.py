"""The desk over HTTP: products to find, one to look at, and other ways to say it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from rapidfuzz import fuzz, process
from starlette.responses import Response

from pipeline.document import Document
from pipeline.errors import UnknownMarket
from tasks.intake import document as intake
from tasks.intake import identity
from tasks.ledger.phrases import PLATFORM, Phrase, scope_of
from tasks.ledger.products import State, Wanted
from tasks.web.door import rights
from tasks.web.door.admission import Admitted, Shared
from tasks.web.door.refusal import Refused
from tasks.web.places import Named, SellerId, ask, missing, seen, whose
from tasks.web.wire import Json

router = APIRouter(prefix="/v1", tags=["desk"])

_LOOKED_THROUGH = 5_000  # segments of the memory, for similar ones
_SIMILAR = 60.0  # of 100; less is another sentence
_SHOWN = 3


class Standing(BaseModel):
    """What a product has in one market."""

    status: str = Field(description="held, outdated, review, ok or kept", examples=["held"])
    score: float | None = Field(description="chance that its meaning comes through")
    version: int


class Row(BaseModel):
    """One product of the list."""

    id: str
    seller_id: str
    title: str = Field(description="of the source")
    updated: float = Field(description="Unix seconds")
    state: Literal["on", "paused"]
    markets: dict[str, Standing]


class Page(BaseModel):
    """A page of products, those that changed last first."""

    products: list[Row]
    next: str | None = Field(description="cursor of the next page")


class Detail(BaseModel):
    """A product: what the seller wrote, and what each market reads."""

    id: str
    seller_id: str
    state: Literal["on", "paused"]
    source: dict[str, Any]
    translations: list[dict[str, Any]]


class Question(BaseModel):
    """A text of a seller for which other words are wanted."""

    text: str = Field(min_length=1, max_length=2_000, examples=["纯手工编织毛线包"])
    market: str = Field(max_length=intake.LONGEST_CODE, examples=["US"])
    seller_id: str | None = Field(default=None, max_length=identity.LONGEST_SELLER)


class Similar(BaseModel):
    """A segment of the memory that is like the one asked for."""

    source: str
    target: str
    likeness: float = Field(description="0 to 1")


class Suggestions(BaseModel):
    """Other ways to say it, and what was said of similar texts."""

    alternatives: list[str]
    memory: list[Similar]


def _wanted(  # noqa: PLR0913, PLR0917 - one for each filter
    caller: Admitted,
    seller_id: SellerId = None,
    market: Annotated[str, Query(max_length=intake.LONGEST_CODE)] = "",
    status: State | None = None,
    state: Literal["on", "paused"] | None = None,
    q: Annotated[str, Query(max_length=100, description="in the title, or how an id begins")] = "",
) -> Wanted:
    paused = None if state is None else state == "paused"
    return Wanted(whose(caller, seller_id), market, status or "", intake.clean(q), paused)


@router.get("/products", response_model=Page, summary="Find products")
async def products(
    door: Shared,
    wanted: Annotated[Wanted, Depends(_wanted)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=1_500)] = "",
) -> Response:
    """List products by what they have in their markets; a key of a shop lists that shop's."""
    try:
        found, more = await ask(door, lambda store: store.listed(wanted, limit, cursor))
    except ValueError as error:
        raise Refused(422, "invalid", str(error), field="cursor") from error
    return Json({"products": found, "next": more or None})


@router.get("/products/{document_id}", response_model=Detail, summary="One product")
async def product(named: Named, door: Shared) -> Response:
    """Return a product's source beside its translations, as people want them read."""
    source, translations, paused = await ask(door, lambda store: store.detail(named))
    if not translations:
        raise missing()
    told = {"id": named.id, "seller_id": named.seller_id, "state": "paused" if paused else "on"}
    return Json({**told, "source": source, "translations": translations})


@router.post("/suggestions", response_model=Suggestions, summary="Other ways to say it")
async def suggestions(asked: Question, door: Shared, caller: Admitted) -> Response:
    """Return what later hypotheses say, and what people decided for similar texts."""
    seller_id = rights.shop(caller, seen(asked.seller_id), "seller_id")
    if asked.market not in door.markets:
        raise UnknownMarket(intake.clean(asked.market)[:20], door.markets)
    document = Document("desk", body=intake.clean(asked.text), seller_id=seller_id)
    (others,) = await door.alternatives([document], asked.market, _SHOWN)
    scopes = [scope_of(seller_id), PLATFORM]
    known = await ask(door, lambda store: store.phrases(scopes, _LOOKED_THROUGH))
    language = door.markets[asked.market].language
    mine = [phrase for phrase in known if phrase.language == language]
    similar = await asyncio.to_thread(_similar, document.body, mine)
    return Json({"alternatives": others, "memory": similar})


def _similar(text: str, known: list[Phrase]) -> list[dict[str, Any]]:
    sources = [each.source for each in known]
    found = process.extract(text, sources, scorer=fuzz.ratio, limit=_SHOWN, score_cutoff=_SIMILAR)
    return [
        {"source": source, "target": known[at].target, "likeness": round(likeness / 100, 2)}
        for source, likeness, at in found
    ]
