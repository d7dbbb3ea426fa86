"""Publishing over HTTP: what is accepted is in the journal before the answer goes out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.responses import Response

from tasks.intake import document as intake
from tasks.ledger.product import Product
from tasks.web import listings as listing_door
from tasks.web.door.admission import Admitted, Shared
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json, PublishRequest

router = APIRouter(prefix="/v1", tags=["publish"])


class Accepted(BaseModel):
    """A job that will be done, whatever happens to this process."""

    job: str = Field(examples=["9f0c6c1e7b5d4a6f8a7b6c5d4e3f2a1b"])
    url: str = Field(description="where its state is told")


class JobReport(BaseModel):
    """The state of a job, and its translations once it is done."""

    job: str
    state: str = Field(description="queued, done, dead, paused or overtaken", examples=["done"])
    attempts: int
    translations: list[dict[str, Any]]
    error: str = Field(description="the kind of the last error, or empty")


@router.post("/publish", status_code=202, response_model=Accepted, summary="Translate later")
async def publish(asked: PublishRequest, door: Shared, caller: Admitted) -> Response:
    """Take a listing for translation in the background, and return its job."""
    from tasks import publish as door_of_queue  # Celery: not for those who only preview

    document = await listing_door.off_loop(asked.listing, asked.markets, door.markets, caller)
    row = intake.to_json(document)
    (job_id,) = await door.store(lambda: door_of_queue.journal_of_process().add([row]))
    await door.send(door_of_queue.translate, [job_id])
    url = f"/v1/jobs/{job_id}"
    return Json({"job": job_id, "url": url}, 202, {"Location": url, "Retry-After": "1"})


@router.get("/jobs/{job_id}", response_model=JobReport, summary="How far a job is")
async def job(
    job_id: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], door: Shared, caller: Admitted
) -> Response:
    """Return the state of a job."""
    from tasks import publish as door_of_queue  # Celery: not for those who only preview

    found = await door.store(lambda: door_of_queue.journal_of_process().get(job_id))
    if found is None or not caller.sees(Product.of(found.document).seller_id):
        raise Refused(404, "not_found", "no such job", field="job_id")
    return Json(
        {
            "job": found.id,
            "state": found.state,
            "attempts": found.attempts,
            "translations": found.result,
            "error": found.error,
        }
    )
