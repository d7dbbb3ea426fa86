"""Products over HTTP: the switch of each, and what people decided about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from tasks.web.door.admission import Admitted, Shared
from tasks.web.places import Named, ask, deliver
from tasks.web.wire import Json

router = APIRouter(prefix="/v1", tags=["products"])


class Deed(BaseModel):
    """What somebody did: edited, accepted, reverted, paused or resumed."""

    action: str
    who: str
    market: str
    field: str
    before: str
    after: str
    at: float = Field(description="Unix seconds")


class History(BaseModel):
    """What people did to a product."""

    history: list[Deed]


class Switch(BaseModel):
    """Whether a product is translated and delivered when its turn comes."""

    state: Literal["on", "paused"]


@router.get(
    "/products/{document_id}/history", response_model=History, summary="What people decided"
)
async def history(product: Named, door: Shared) -> Response:
    """List what was corrected, accepted, taken back, paused and resumed, the newest first."""
    deeds = await ask(door, lambda found: found.history(product))
    return Json({"history": [asdict(deed) for deed in deeds]})


@router.get("/products/{document_id}/switch", response_model=Switch, summary="On or paused")
async def switch(product: Named, door: Shared) -> Response:
    """Return the switch of a product; one that nobody touched is on."""
    paused = await ask(door, lambda found: found.is_paused(product))
    return Json({"state": "paused" if paused else "on"})


@router.put("/products/{document_id}/switch", response_model=Switch, summary="Pause or go on")
async def turn(product: Named, wanted: Switch, door: Shared, caller: Admitted) -> Response:
    """Pause a product, or switch it on: what came meanwhile is then translated and delivered."""
    from tasks.publish import translate  # Celery: not for those who only preview

    paused = wanted.state == "paused"
    jobs, deliveries = await ask(
        door, lambda found: found.turn(product, paused=paused, who=caller.name)
    )
    await door.send(translate, jobs)
    await deliver(door, deliveries)
    return Json({"state": wanted.state})
