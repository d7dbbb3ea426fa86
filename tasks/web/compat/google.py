"""Google Translate's API, version 2 (Basic), so that its clients speak to Haiyi by a URL."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from pipeline.document import Document
from tasks.intake import document as intake
from tasks.web.compat import asked as asking
from tasks.web.compat import targets
from tasks.web.compat.libretranslate import translate_texts
from tasks.web.door import body
from tasks.web.door.admission import Shared, identify
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json

router = APIRouter(prefix="/language/translate/v2", tags=["Google Translate"])


class TranslateRequest(BaseModel):
    """What Google Translate takes, as JSON, as a form or in the query."""

    q: list[str] | str
    target: str = Field(max_length=35, examples=["en"])
    source: str | None = Field(default=None, max_length=35)
    format: Literal["html", "text"] | None = None
    model: str | list[str] | None = None
    key: str = ""


class _Texts(BaseModel):
    q: list[str] | str
    key: str = ""


@router.get("", include_in_schema=False)
@router.post("", openapi_extra=body.of(TranslateRequest), summary="Translate texts")
async def translate(request: Request, door: Shared) -> Response:
    """Translate one text or several."""
    asked = await body.parse(request, TranslateRequest, many=("q",))
    caller = await identify(request, fallback=asked.key or request.query_params.get("key"))
    market = asking.target(asked.target, door)
    source, shop = asking.source(asked.source, market, door), caller.seller_id or ""
    texts = [intake.clean(q) for q in _listed(asked.q)]
    documents = [Document("text", seller_id=shop, body=q, source=source) for q in texts]
    results = await translate_texts(documents, market.name, door)
    await door.usage.add(caller.name, sum(map(len, texts)))
    rows = []
    for text, made in zip(texts, results, strict=True):
        row: dict[str, Any] = {"translatedText": made.document.body if made else text}
        if not asked.source:
            row["detectedSourceLanguage"] = _google(made.source if made else "und")
        rows.append(row)
    return Json({"data": {"translations": rows}})


@router.get("/detect", include_in_schema=False)
@router.post("/detect", openapi_extra=body.of(_Texts), summary="Tell the language of texts")
async def detect(request: Request, door: Shared) -> Response:
    """Return the language of each text."""
    asked = await body.parse(request, _Texts, many=("q",))
    await identify(request, fallback=asked.key or request.query_params.get("key"))
    texts = [intake.clean(q) for q in _listed(asked.q)]
    if len(texts) > door.settings.documents or sum(map(len, texts)) > door.settings.document_chars:
        raise Refused(413, "too_long", f"at most {door.settings.document_chars} characters")
    found = await asyncio.to_thread(door.parts.detector.detect, texts)
    rows = [
        [{"language": _google(d.language), "confidence": round(d.confidence, 4),
          "isReliable": False}] for d in found
    ]  # fmt: skip
    return Json({"data": {"detections": rows}})


@router.post("/languages", include_in_schema=False)
@router.get("/languages", summary="What can be read, or turned into a target")
async def languages(request: Request, door: Shared) -> Response:
    """List languages, with their English names where `target` asks for names."""
    asked = {**request.query_params, **await body.read(request)}
    await identify(request, fallback=str(asked.get("key", "")))
    codes = dict.fromkeys(
        _google(code) for code in targets.sources(door.parts.registry.pairs(), door.markets)
    )
    names = {"zh-CN": "Chinese (Simplified)", "zh-TW": "Chinese (Traditional)"}
    rows = [{"language": code} for code in codes]
    if asked.get("target"):
        rows = [{"language": c, "name": names.get(c, targets.NAMES.get(c, c))} for c in codes]
    return Json({"data": {"languages": rows}})


def _listed(q: list[str] | str) -> list[str]:
    return [q] if isinstance(q, str) else q


def _google(code: str) -> str:
    """Return a language as Google names it.

    >>> _google("zh-Hans"), _google("zh-Hant-HK"), _google("en-US")
    ('zh-CN', 'zh-TW', 'en')
    """
    if targets.shown(code).startswith("zh"):
        return "zh-TW" if "Hant" in code else "zh-CN"
    return targets.shown(code)
