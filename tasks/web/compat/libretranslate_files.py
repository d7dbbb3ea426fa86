"""LibreTranslate's files: sent, translated in place, and fetched by a link."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from tasks.files.documents import SUFFIXES
from tasks.web.compat import asked
from tasks.web.door import body
from tasks.web.door.admission import Shared, identify
from tasks.web.door.refusal import Refused
from tasks.web.uploads import Upload
from tasks.web.wire import Json

router = APIRouter(tags=["LibreTranslate"])

_SHAPE = body.with_file({"source": "auto", "target": "en"}, {"api_key": ""})


@router.post("/translate_file", openapi_extra=_SHAPE, summary="Translate a file")
async def translate_file(request: Request, door: Shared) -> Response:
    """Translate a file and answer with the link to it; the link is good for an hour."""
    sent = await body.file(request)
    caller = await identify(request, fallback=sent.fields.get("api_key"))
    market = asked.target(sent.fields.get("target", ""), door)
    suffix = sent.suffix
    if suffix not in SUFFIXES:
        raise Refused(400, "unknown", "Invalid request: file format not supported", field="file",
                      hint=", ".join(SUFFIXES))  # fmt: skip
    upload = door.uploads.take(
        Upload(sent.name, (market.name,), market.language, caller.name, caller.seller_id or "",
               asked.source(sent.fields.get("source"), market, door)),
        sent.data,
    )  # fmt: skip
    await upload.ended.wait()
    if upload.state != "done":
        raise Refused(400, "invalid", upload.message, field="file")
    await door.usage.add(caller.name, upload.chars)
    link = str(request.url_for("download_file", filename=f"{upload.id}.{upload.result_name}"))
    return Json({"translatedFileUrl": link})


@router.get("/download_file/{filename}", summary="Fetch a translated file")
async def download_file(filename: str, door: Shared) -> Response:
    """Return a translated file to whoever has its link."""
    upload = door.uploads.get(filename.partition(".")[0])
    if upload is None or upload.state != "done":
        raise Refused(404, "not_found", "no such file; links are good for an hour")
    return body.download(door.uploads.result(upload), upload.result_name)
