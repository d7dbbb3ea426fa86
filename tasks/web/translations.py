"""Translations over HTTP: what is current, and what people decide about it."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from tasks.intake import document as intake
from tasks.web.door.admission import Admitted, Shared
from tasks.web.door.refusal import Refused
from tasks.web.places import Market, Named, Placed, ask, deliver, missing, seen
from tasks.web.wire import Json

router = APIRouter(prefix="/v1", tags=["translations"])


class Current(BaseModel):
    """What a document reads like in its markets now."""

    translations: list[dict[str, Any]]


class Correction(BaseModel):
    """What a person wants a field to read."""

    text: str = Field(min_length=1, max_length=10_000, examples=["Hand-crocheted yarn bag"])
    for_all: bool = Field(default=False, description="all shops say it so; keys of the platform")


class Edit(BaseModel):
    """A correction, and whether its source has changed since."""

    field: str
    text: str
    outdated: bool
    kind: Literal["edited", "accepted"] = "edited"


class Edits(BaseModel):
    """The corrections of one translation."""

    edits: list[Edit]


class Acceptance(BaseModel):
    """Which version of a document somebody has looked at."""

    version: int = Field(examples=[3])


@router.get("/translations/{document_id}", response_model=Current, summary="Current translations")
async def show(product: Named, door: Shared) -> Response:
    """Return the newest published translation for each market, with people's corrections."""
    found = await ask(door, lambda translations: translations.read(product))
    if not found:
        raise missing()
    return Json({"translations": found})


@router.get(
    "/translations/{document_id}/{market}/edits", response_model=Edits, summary="Corrections"
)
async def edits(product: Named, market: Market, door: Shared) -> Response:
    """List the corrections; an outdated one is kept, and shows again if its source comes back."""
    found = await ask(door, lambda translations: translations.edits(product, seen(market)))
    return Json({"edits": found})


@router.put("/translations/{document_id}/{market}/{field}", summary="Correct a field")
async def correct(place: Placed, wanted: Correction, door: Shared, caller: Admitted) -> Response:
    """Store a correction: it outlives every translation of the same source, and is delivered."""
    text = intake.clean(wanted.text)
    if not text.strip():
        raise Refused(422, "empty", "a correction needs a character that is seen", field="text")
    if wanted.for_all and caller.seller_id is not None:
        raise Refused(403, "forbidden", "a key of the platform is needed", field="for_all")
    changed = await ask(
        door, lambda found: found.correct(place, text, caller.name, for_all=wanted.for_all)
    )
    await deliver(door, changed.deliveries)
    return Json(changed.translation)


@router.post("/translations/{document_id}/{market}/accept", summary="Accept a translation")
async def accept(
    product: Named, market: Market, wanted: Acceptance, door: Shared, caller: Admitted
) -> Response:
    """Take the words as they are: what is held goes out. Accepting again changes nothing.

    409 where another version of the document is there: whoever accepts has not seen it.
    """
    name = seen(market)
    changed = await ask(
        door, lambda found: found.accept(product, name, wanted.version, caller.name)
    )
    await deliver(door, changed.deliveries)
    return Json(changed.translation)


@router.delete("/translations/{document_id}/{market}/{field}", summary="Take a correction back")
async def revert(place: Placed, door: Shared, caller: Admitted) -> Response:
    """Forget a correction; the machine's words show again, and are delivered."""
    changed = await ask(door, lambda found: found.revert(place, caller.name))
    await deliver(door, changed.deliveries)
    return Json(changed.translation)
