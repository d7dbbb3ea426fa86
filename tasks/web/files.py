"""Whole files through the native door: a table for all its markets, another file for one."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.errors import UnknownMarket
from tasks.files import documents
from tasks.intake import catalogue
from tasks.web.door import body, rights
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.api_keys import Caller
from tasks.web.door.refusal import Refused
from tasks.web.uploads import Upload
from tasks.web.wire import Json

router = APIRouter(prefix="/files", tags=["files"])

SUFFIXES = tuple(dict.fromkeys((*catalogue.SUFFIXES, *documents.SUFFIXES)))
_SHAPE = body.with_file({}, {"market": "US", "seller_id": ""})


@router.post("", status_code=202, openapi_extra=_SHAPE, summary="Translate a file")
async def send(request: Request, door: Shared, caller: Admitted) -> Response:
    """Begin to translate a file; a table without a `market` is done for all of them."""
    sent = await body.file(request)
    if sent.suffix not in SUFFIXES:
        hint = f"one of {', '.join(SUFFIXES)}"
        raise Refused(400, "unknown", "this kind of file is not read", field="file", hint=hint)
    asked = sent.fields.get("market", "")
    if asked and asked not in door.markets:
        raise UnknownMarket(asked[:20], door.markets)
    is_table = sent.suffix in catalogue.SUFFIXES
    names = (asked,) if asked else tuple(door.markets) if is_table else (next(iter(door.markets)),)
    shop = rights.shop(caller, sent.fields.get("seller_id"), "seller_id")
    upload = Upload(
        sent.name, names, door.markets[names[0]].language, caller.name, shop, is_table=is_table
    )
    return Json(_shown(door.uploads.take(upload, sent.data)), 202)


@router.get("/{file_id}", summary="How far a file is")
async def get(file_id: str, door: Shared, caller: Admitted) -> Response:
    """Return the state of a file of the caller's."""
    return Json(_shown(_found(file_id, door, caller)))


@router.get("/{file_id}/download", summary="Fetch a translated file", response_class=Response)
async def download(file_id: str, key: str, door: Shared) -> Response:
    """Return a translated file to whoever has its link."""
    found = door.uploads.get(file_id)
    if found is None or not secrets.compare_digest(found.key, key) or found.state != "done":
        raise Refused(404, "not_found", "no such file; links are good for an hour")
    return body.download(door.uploads.result(found), found.result_name)


def _found(file_id: str, door: Door, caller: Caller) -> Upload:
    found = door.uploads.get(file_id)
    if found is None or found.owner != caller.name:
        raise Refused(404, "not_found", "no such file; files are kept for an hour")
    return found


def _shown(upload: Upload) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": upload.id,
        "state": upload.state,
        "name": upload.result_name,
        "markets": list(upload.markets),
        "done": upload.done,
        "total": upload.total,
        "review": upload.review,
        "not_read": list(upload.others),
    }
    if upload.state == "error":
        told["message"] = upload.message
    if upload.state == "done":
        told["link"] = f"/files/{upload.id}/download?key={upload.key}"
    return told
