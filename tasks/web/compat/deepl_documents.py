"""DeepL's documents: uploaded, asked after, and fetched once."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from tasks.files.documents import SUFFIXES
from tasks.web.compat import asked, deepl_glossaries
from tasks.web.door import body
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.refusal import Refused
from tasks.web.uploads import Upload
from tasks.web.wire import Json

router = APIRouter(prefix="/v2", tags=["DeepL"])

_TEXTS_S = 50.0  # texts a second, for an estimate
_SHAPE = body.with_file(
    {"target_lang": "EN-US"}, {"source_lang": "ZH", "filename": "", "glossary_id": ""}
)


class Key(BaseModel):
    """What the owner of a document was told when it was uploaded."""

    document_key: str = Field(max_length=100)


@router.post("/document", openapi_extra=_SHAPE, summary="Upload a document")
async def upload(request: Request, door: Shared, caller: Admitted) -> Response:
    """Begin to translate a document."""
    sent = await body.file(request)
    name = body.file_name(sent.fields.get("filename") or sent.name)
    market = asked.target(sent.fields.get("target_lang", ""), door, "target_lang")
    scope = caller.seller_id or ""
    if glossary := sent.fields.get("glossary_id"):
        scope = (await deepl_glossaries.found(glossary, door, caller)).name
    if body.suffix_of(name) not in SUFFIXES:
        hint = f"one of {', '.join(SUFFIXES)}"
        raise Refused(400, "unknown", "Invalid file data.", field="file", hint=hint)
    taken = door.uploads.take(
        Upload(name, (market.name,), market.language, caller.name, scope,
               asked.source(sent.fields.get("source_lang"), market, door, "source_lang")),
        sent.data,
    )  # fmt: skip
    return Json({"document_id": taken.id, "document_key": taken.key})


@router.post(
    "/document/{document_id}", openapi_extra=body.of(Key), summary="Ask how far a document is"
)
async def status(document_id: str, request: Request, door: Shared, caller: Admitted) -> Response:
    """Return the state of a document."""
    found = await _found(document_id, request, door)
    answer: dict[str, Any] = {"document_id": found.id, "status": found.state}
    if found.state == "translating":
        answer["seconds_remaining"] = round((found.total - found.done) / _TEXTS_S) + 1
    if found.state == "done":
        answer["billed_characters"] = found.chars
    if found.state == "error":
        answer["error_message"] = found.message
    return Json(answer)


@router.post(
    "/document/{document_id}/result", openapi_extra=body.of(Key), summary="Fetch a document",
    response_class=Response,
)  # fmt: skip
async def result(document_id: str, request: Request, door: Shared, caller: Admitted) -> Response:
    """Return a translated document; it is gone from here afterwards."""
    found = await _found(document_id, request, door)
    if found.state != "done":
        raise Refused(503, "not_ready", "Document not ready", retry_after=1)
    data = door.uploads.result(found)
    await door.usage.add(caller.name, found.chars)
    door.uploads.drop(found)
    return body.download(data, found.result_name)


async def _found(document_id: str, request: Request, door: Door) -> Upload:
    told = await body.parse(request, Key)
    found = door.uploads.get(document_id)
    if found is None or not secrets.compare_digest(found.key, told.document_key):
        raise Refused(404, "not_found", "Document not found")
    return found
