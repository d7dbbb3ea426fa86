"""Translations over HTTP: what is current, people's corrections, and each product's switch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field
from starlette.responses import Response

from tasks.intake import document as intake
from tasks.ledger.translations import Place, Translations, Untranslated
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json

router = APIRouter(prefix="/v1", tags=["translations"])
_T = TypeVar("_T")

DocumentId = Annotated[str, Path(max_length=intake.LONGEST_ID, examples=["L1001"])]
Market = Annotated[str, Path(max_length=intake.LONGEST_CODE, examples=["US"])]
FieldPath = Annotated[
    str, Path(max_length=64, description="as under `fields`", examples=["title", "tags.0"])
]


def _place(document_id: DocumentId, market: Market, field: FieldPath) -> Place:
    return Place(document_id, market, field)


Placed = Annotated[Place, Depends(_place)]


class Current(BaseModel):
    """What a document reads like in its markets now."""

    translations: list[dict[str, Any]]


class Correction(BaseModel):
    """What a person wants a field to read."""

    text: str = Field(min_length=1, max_length=10_000, examples=["Hand-crocheted yarn bag"])


class Edit(BaseModel):
    """A correction, and whether its source has changed since."""

    field: str
    text: str
    outdated: bool


class Edits(BaseModel):
    """The corrections of one translation."""

    edits: list[Edit]


class Switch(BaseModel):
    """Whether a product is translated and delivered when its turn comes."""

    state: Literal["on", "paused"]


@router.get("/translations/{document_id}", response_model=Current, summary="Current translations")
async def show(document_id: DocumentId, door: Shared, caller: Admitted) -> Response:
    """Return the newest published translation for each market, with people's corrections."""
    found = await _ask(door, lambda translations: translations.read(document_id))
    if not found:
        raise _missing()
    return Json({"translations": found})


@router.get(
    "/translations/{document_id}/{market}/edits", response_model=Edits, summary="Corrections"
)
async def edits(
    document_id: DocumentId, market: Market, door: Shared, caller: Admitted
) -> Response:
    """List the corrections; an outdated one is kept, and shows again if its source comes back."""
    found = await _ask(door, lambda translations: translations.edits(document_id, market))
    return Json({"edits": found})


@router.put("/translations/{document_id}/{market}/{field}", summary="Correct a field")
async def correct(place: Placed, wanted: Correction, door: Shared, caller: Admitted) -> Response:
    """Store a correction: it outlives every translation of the same source, and is delivered."""
    text = intake.clean(wanted.text)
    if not text.strip():
        raise Refused(422, "empty", "a correction needs a character that is seen", field="text")
    changed = await _ask(door, lambda found: found.correct(place, text))
    await _send(changed.deliveries)
    return Json(changed.translation)


@router.delete("/translations/{document_id}/{market}/{field}", summary="Take a correction back")
async def revert(place: Placed, door: Shared, caller: Admitted) -> Response:
    """Forget a correction; the machine's words show again, and are delivered."""
    changed = await _ask(door, lambda found: found.revert(place))
    await _send(changed.deliveries)
    return Json(changed.translation)


@router.get("/products/{document_id}/switch", response_model=Switch, summary="On or paused")
async def switch(document_id: DocumentId, door: Shared, caller: Admitted) -> Response:
    """Return the switch of a product; one that nobody touched is on."""
    paused = await _ask(door, lambda found: found.is_paused(document_id))
    return Json({"state": "paused" if paused else "on"})


@router.put("/products/{document_id}/switch", response_model=Switch, summary="Pause or go on")
async def turn(document_id: DocumentId, wanted: Switch, door: Shared, caller: Admitted) -> Response:
    """Pause a product, or switch it on: what came meanwhile is then translated and delivered."""
    from tasks.messages import send  # Celery: not for those who only preview
    from tasks.publish import translate

    paused = wanted.state == "paused"
    jobs, deliveries = await _ask(door, lambda found: found.turn(document_id, paused=paused))
    await asyncio.to_thread(send, translate, jobs)
    await _send(deliveries)
    return Json({"state": wanted.state})


async def _ask(door: Door, question: Callable[[Translations], _T]) -> _T:
    """Return what the store answers, off the event loop."""
    try:
        return await asyncio.to_thread(lambda: question(door.translations()))
    except Untranslated as error:
        raise _missing() from error


async def _send(deliveries: list[str]) -> None:
    from tasks.delivery.deliver import deliver
    from tasks.messages import send  # Celery: not for those who only preview

    await asyncio.to_thread(send, deliver, deliveries)


def _missing() -> Refused:
    hint = "publish the document for this market first"
    return Refused(404, "not_found", "no such translation or correction", hint=hint)
