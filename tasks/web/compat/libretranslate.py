"""LibreTranslate's API, so that its clients speak to Haiyi by changing a URL.

Each text of a list has its own detected language; the answer has the shape of ``q``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from models.base import Detection
from pipeline.document import Document, Translation
from tasks.files.documents import SUFFIXES
from tasks.intake import document as intake
from tasks.web.compat import asked as asking
from tasks.web.compat import targets
from tasks.web.door import body
from tasks.web.door.admission import Admitted, Door, Shared, identify
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json

router = APIRouter(tags=["LibreTranslate"])


class TranslateRequest(BaseModel):
    """What LibreTranslate takes, as JSON or as a form."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"q": "纯手工编织毛线包", "source": "auto", "target": "en", "format": "text"}
            ]
        }
    )

    q: str | list[str]
    source: str = Field(max_length=35, examples=["auto", "zh-Hans"])
    target: str = Field(max_length=35, examples=["en", "zh-Hant"])
    format: Literal["text", "html"] = "text"
    alternatives: int = Field(default=0, ge=0, le=10, description="at most three others")
    api_key: str = ""


class _DetectRequest(BaseModel):
    q: str
    api_key: str = ""


@router.post("/translate", openapi_extra=body.of(TranslateRequest), summary="Translate texts")
async def translate(request: Request, door: Shared) -> Response:
    """Translate one text or a list of them."""
    asked = await body.parse(request, TranslateRequest, many=("q",))
    caller = await identify(request, fallback=asked.api_key)
    texts = [intake.clean(q) for q in ([asked.q] if isinstance(asked.q, str) else asked.q)]
    market = asking.target(asked.target, door)
    source = asking.source(asked.source, market, door)
    shop = caller.seller_id or ""
    documents = [Document("text", seller_id=shop, body=q, source=source) for q in texts]
    results = await translate_texts(documents, market.name, door)
    others = await _others(asked.alternatives, documents, results, door)
    await door.usage.add(caller.name, sum(map(len, texts)))
    return Json(_answer(asked, texts, results, others))


@router.post(
    "/detect", openapi_extra=body.of(_DetectRequest), summary="Tell the language of a text"
)
async def detect(request: Request, door: Shared) -> Response:
    """Return the language, and how sure that is in percent; nothing if it cannot be told."""
    asked = await body.parse(request, _DetectRequest)
    await identify(request, fallback=asked.api_key)
    if len(asked.q) > door.settings.document_chars:
        raise Refused(413, "too_long", f"at most {door.settings.document_chars} characters")
    found = await asyncio.to_thread(door.parts.detector.detect, [intake.clean(asked.q)])
    return Json([_detected(d) for d in found if d.language != "und"])


@router.get("/languages", summary="What can be read, and turned into what")
async def languages(door: Shared, caller: Admitted) -> Response:
    """List the languages that a model on this server serves."""
    rows = targets.sources(door.parts.registry.pairs(), door.markets)
    return Json(
        [
            {"code": code, "name": targets.NAMES.get(code, code), "targets": to}
            for code, to in ((targets.shown(code), to) for code, to in rows.items())
        ]
    )


@router.get("/frontend/settings", summary="What a front end must know")
async def frontend_settings(door: Shared) -> dict[str, Any]:
    """Return limits and defaults."""
    return {
        "apiKeys": bool(door.keys),
        "keyRequired": bool(door.keys),
        "charLimit": door.settings.document_chars,
        "frontendTimeout": 500,
        "filesTranslation": True,
        "supportedFilesFormat": list(SUFFIXES),
        "suggestions": False,
        "language": {
            "source": {"code": "auto", "name": "Auto Detect"},
            "target": {"code": "en", "name": "English"},
        },
    }


async def translate_texts(
    documents: Sequence[Document], market: str, door: Door
) -> list[Translation | None]:
    """Return one translation for each text, in order; None where there is nothing to translate."""
    filled = [document for document in documents if document.body.strip()]
    if not filled:
        return [None] * len(documents)
    done = iter(await door.translate(filled, [market]))
    return [next(done)[0] if document.body.strip() else None for document in documents]


async def _others(
    count: int, documents: Sequence[Document], results: Sequence[Translation | None], door: Door
) -> list[list[str]] | None:
    """Return other translations of each text; None where nobody asked for them."""
    if not count:
        return None
    pairs = zip(documents, results, strict=True)
    filled = [(document, result.market) for document, result in pairs if result]
    market = filled[0][1] if filled else ""
    found = iter(await door.alternatives([document for document, _ in filled], market, count))
    return [next(found) if result else [] for result in results]


def _answer(
    asked: TranslateRequest,
    texts: Sequence[str],
    results: Sequence[Translation | None],
    others: list[list[str]] | None,
) -> dict[str, Any]:
    columns: dict[str, list[Any]] = {
        "translatedText": [
            result.document.body if result else text
            for text, result in zip(texts, results, strict=True)
        ]
    }
    if asked.source == "auto":
        columns["detectedLanguage"] = [
            _detected(Detection(r.source, r.confidence) if r else Detection("und", 0.0))
            for r in results
        ]
    if others is not None:
        columns["alternatives"] = others
    return columns if isinstance(asked.q, list) else {name: c[0] for name, c in columns.items()}


def _detected(detection: Detection) -> dict[str, Any]:
    return {"confidence": round(100 * detection.confidence, 1), "language": detection.language}
