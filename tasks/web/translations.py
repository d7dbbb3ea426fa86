"""Translations over HTTP: what is current, people's corrections, and each product's switch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from tasks.intake import document as intake
from tasks.ledger.product import Product
from tasks.ledger.translations import Place, Translations, Untranslated
from tasks.web.door import rights
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json

router = APIRouter(prefix="/v1", tags=["translations"])
_T = TypeVar("_T")

DocumentId = Annotated[
    str, Path(max_length=intake.LONGEST_ID, description="or - and ?id=", examples=["L1001"])
]
Id = Annotated[
    str | None,
    Query(max_length=intake.LONGEST_ID, description="in place of the path's, which holds no /"),
]
SellerId = Annotated[
    str | None,
    Query(max_length=intake.LONGEST_SELLER, description="whose it is; by default the key's shop"),
]
Market = Annotated[str, Path(max_length=intake.LONGEST_CODE, examples=["US"])]
FieldPath = Annotated[
    str, Path(max_length=64, description="as under `fields`", examples=["title", "tags.0"])
]


def _product(
    document_id: DocumentId, caller: Admitted, id: Id = None, seller_id: SellerId = None
) -> Product:
    return Product(_seen(id or document_id), rights.shop(caller, _seen(seller_id), "seller_id"))


Named = Annotated[Product, Depends(_product)]


def _place(product: Named, market: Market, field: FieldPath) -> Place:
    return Place(product, _seen(market), _seen(field))


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
async def show(product: Named, door: Shared) -> Response:
    """Return the newest published translation for each market, with people's corrections."""
    found = await _ask(door, lambda translations: translations.read(product))
    if not found:
        raise _missing()
    return Json({"translations": found})


@router.get(
    "/translations/{document_id}/{market}/edits", response_model=Edits, summary="Corrections"
)
async def edits(product: Named, market: Market, door: Shared) -> Response:
    """List the corrections; an outdated one is kept, and shows again if its source comes back."""
    found = await _ask(door, lambda translations: translations.edits(product, _seen(market)))
    return Json({"edits": found})


@router.put("/translations/{document_id}/{market}/{field}", summary="Correct a field")
async def correct(place: Placed, wanted: Correction, door: Shared) -> Response:
    """Store a correction: it outlives every translation of the same source, and is delivered."""
    text = intake.clean(wanted.text)
    if not text.strip():
        raise Refused(422, "empty", "a correction needs a character that is seen", field="text")
    changed = await _ask(door, lambda found: found.correct(place, text))
    await _send(door, changed.deliveries)
    return Json(changed.translation)


@router.delete("/translations/{document_id}/{market}/{field}", summary="Take a correction back")
async def revert(place: Placed, door: Shared) -> Response:
    """Forget a correction; the machine's words show again, and are delivered."""
    changed = await _ask(door, lambda found: found.revert(place))
    await _send(door, changed.deliveries)
    return Json(changed.translation)


@router.get("/products/{document_id}/switch", response_model=Switch, summary="On or paused")
async def switch(product: Named, door: Shared) -> Response:
    """Return the switch of a product; one that nobody touched is on."""
    paused = await _ask(door, lambda found: found.is_paused(product))
    return Json({"state": "paused" if paused else "on"})


@router.put("/products/{document_id}/switch", response_model=Switch, summary="Pause or go on")
async def turn(product: Named, wanted: Switch, door: Shared) -> Response:
    """Pause a product, or switch it on: what came meanwhile is then translated and delivered."""
    from tasks.publish import translate  # Celery: not for those who only preview

    paused = wanted.state == "paused"
    jobs, deliveries = await _ask(door, lambda found: found.turn(product, paused=paused))
    await door.send(translate, jobs)
    await _send(door, deliveries)
    return Json({"state": wanted.state})


async def _ask(door: Door, question: Callable[[Translations], _T]) -> _T:
    """Return what the store answers, off the event loop."""
    try:
        return await door.ask(question)
    except Untranslated as error:
        raise _missing() from error


async def _send(door: Door, deliveries: list[str]) -> None:
    from tasks.delivery.deliver import deliver

    await door.send(deliver, deliveries)


_Text = TypeVar("_Text", str, str | None)


def _seen(name: _Text) -> _Text:
    """Return a name that the store may be asked for; no document has one that the door cleans."""
    if name and intake.clean(name) != name:
        raise _missing()
    return name


def _missing() -> Refused:
    hint = "publish the document for this market first; ?seller_id= says whose it is"
    return Refused(404, "not_found", "no such translation or correction", hint=hint)
