"""Previews in this process: a seller waits for them, and they never queue behind anything."""

from __future__ import annotations

import asyncio

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.document import Document
from tasks.intake import document as intake
from tasks.ledger.product import Product
from tasks.ledger.translations import Corrections, corrected
from tasks.policy import DependencyDown
from tasks.web import listings as listing_door
from tasks.web import metrics
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.refusal import Refused
from tasks.web.wire import DetectRequest, DetectResponse, Json, PreviewRequest

_CORRECTIONS_S = 1.0  # a preview waits no longer for them

log = structlog.get_logger()

router = APIRouter(prefix="/v1", tags=["translate"])
health = APIRouter(tags=["operations"])


@router.post("/preview", summary="How a listing will read in each market")
async def preview(asked: PreviewRequest, door: Shared, caller: Admitted) -> Response:
    """Translate a listing or note here and now; nothing is published.

    The answer has one translation for each market, in order, and tells how each was made.
    """
    row = {"id": "preview", **asked.listing}
    document = await listing_door.off_loop(row, asked.markets, door.markets, caller)
    known = asyncio.create_task(_corrections(door, document if "id" in asked.listing else None))
    try:
        (translations,) = await door.translate([document], document.markets)
        rows = [translation.to_json() for translation in translations]
        return Json({"translations": corrected(document, rows, await known)})
    finally:
        known.cancel()


async def _corrections(door: Door, document: Document | None) -> Corrections:
    """Return people's corrections of a listing, read beside its walk.

    A store that is down, or hangs, keeps nobody waiting.
    """
    from sqlalchemy.exc import SQLAlchemyError

    if document is None:
        return {}
    product = Product(document.id, document.seller_id)
    try:
        return await door.ask(lambda store: store.corrections(product), _CORRECTIONS_S)
    except (DependencyDown, SQLAlchemyError) as error:
        log.warning("store does not answer", error=type(error).__name__)
        metrics.FALLBACKS.labels("no_store").inc()
        return {}


@router.post("/detect", response_model=DetectResponse, summary="Which language texts are in")
async def detect(asked: DetectRequest, door: Shared, caller: Admitted) -> Response:
    """Return one detection for each text, in order; `und` is an answer."""
    texts = [intake.clean(text) for text in asked.texts]
    if sum(map(len, texts)) > door.settings.document_chars:
        raise Refused(413, "too_long", f"at most {door.settings.document_chars} characters")
    found = await asyncio.to_thread(door.parts.detector.detect, texts, locale=asked.locale)
    rows = [
        {"language": d.language, "confidence": round(d.confidence, 4), "script": d.script,
         "mixed": d.mixed} for d in found
    ]  # fmt: skip
    return Json({"detections": rows})


@health.get("/health", include_in_schema=False)  # as LibreTranslate has it
@health.get("/healthz", summary="Whether the process lives")
async def healthz() -> dict[str, str]:
    """Answer at once."""
    return {"status": "ok"}


@health.get("/readyz", summary="Whether it can translate, part by part")
async def readyz(request: Request) -> Response:
    """Answer 200 once a sentence was translated; a cache that is down is told, and is no reason."""
    is_ready, report = await request.app.state.readiness.report()
    return Json(report, 200 if is_ready else 503)


@health.get("/metrics", summary="Counters for Prometheus", response_class=Response)
async def prometheus(door: Shared) -> Response:
    """Return all metrics in the text format of Prometheus."""
    return metrics.exposition(door.apart.held)
