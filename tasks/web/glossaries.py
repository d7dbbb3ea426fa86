"""Glossaries over HTTP: the platform's and every seller's."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from tasks.glossary import files as glossary_files
from tasks.glossary.files import Form
from tasks.glossary.scope import PLATFORM, Scope
from tasks.web.door.admission import Admitted, Shared
from tasks.web.door.refusal import Refused
from tasks.web.wire import GlossaryResponse, Json, Term

router = APIRouter(prefix="/v1/glossaries", tags=["glossaries"])

_FORMS: dict[str, Form] = {"text/csv": "csv", "text/tab-separated-values": "tsv"}

Name = Annotated[
    str,
    Path(
        pattern=r"^(platform|seller:[^/\x00-\x1f]{1,200})$",
        description="platform, or seller:ID",
        examples=["seller:s7"],
    ),
]


def _readable(scope: Name, caller: Admitted) -> str:
    """Return a scope whose terms the caller may read."""
    if scope == PLATFORM and caller.seller_id is None:
        return scope
    if scope == PLATFORM or not caller.sees(scope.removeprefix("seller:")):
        raise Refused(404, "not_found", "this key belongs to another shop", field="scope")
    return scope


def _editable(scope: Annotated[str, Depends(_readable)], caller: Admitted) -> str:
    """Return a scope whose terms the caller may change."""
    if scope == PLATFORM and not caller.is_admin:
        hint = "use a key of HAIYI_ADMIN_KEYS, or a seller's glossary"
        raise Refused(403, "forbidden", "this key may not edit the platform's glossary", hint=hint)
    return scope


Readable = Annotated[str, Depends(_readable)]
Editable = Annotated[str, Depends(_editable)]


@router.get("/{scope}", response_model=GlossaryResponse, summary="The edited terms of a scope")
async def show(scope: Readable, door: Shared) -> Response:
    """List the terms that were added by hand; the built-in platform glossary is not among them."""
    return _shown(await asyncio.to_thread(door.glossaries.scope, scope))


@router.put("/{scope}/entries", response_model=GlossaryResponse, summary="Add or change a term")
async def put(scope: Editable, term: Term, door: Shared) -> Response:
    """Save a term; previews and publishes use it from now on, and nothing stale is served."""
    row = (term.source, term.target, term.kind, term.note, term.language)
    entry = glossary_files.entry(row)
    return _shown(await door.store(lambda: door.glossaries.put(scope, [entry])))


@router.delete("/{scope}/entries", response_model=GlossaryResponse, summary="Take a term out")
async def delete(
    scope: Editable,
    door: Shared,
    source: Annotated[str, Query(min_length=1, max_length=200)],
    language: Annotated[str, Query(max_length=35)] = "en",
) -> Response:
    """Take a term out; one that is not there is no error."""
    return _shown(await door.store(lambda: door.glossaries.delete(scope, (source, language))))


@router.get("/{scope}/export", summary="The terms as a table", response_class=Response)
async def export(scope: Readable, door: Shared, format: Literal["csv", "tsv"] = "csv") -> Response:
    """Return source, target, kind, note and language of every term."""
    found = await asyncio.to_thread(door.glossaries.scope, scope)
    media = "text/csv" if format == "csv" else "text/tab-separated-values"
    name = f"glossary-{scope.replace(':', '-')}.{format}".encode("ascii", "ignore").decode()
    safe = "".join(c for c in name if c.isalnum() or c in ".-_")
    headers = {"Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(
        glossary_files.write(found.entries, format), 200, headers, f"{media}; charset=utf-8"
    )


@router.post(
    "/{scope}/import",
    response_model=GlossaryResponse,
    summary="Add the terms of a table",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "text/csv": {"schema": {"type": "string"}, "example": "奶油白,cream white\n"},
                "text/tab-separated-values": {"schema": {"type": "string"}},
            },
        }
    },
)
async def import_(scope: Editable, request: Request, door: Shared) -> Response:
    """Read source, target[, kind[, note[, language]]]; all rows are saved, or none."""
    text, form = await _text(request), _form(request)
    entries = await asyncio.to_thread(glossary_files.read, text, form)
    return _shown(await door.store(lambda: door.glossaries.put(scope, entries)))


async def _text(request: Request) -> str:
    try:
        return (await request.body()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(422, "encoding", "not UTF-8", hint="save the table as UTF-8") from error


def _form(request: Request) -> Form:
    """Return the form of the table; other types are refused, for any web page could send them."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        raise Refused(415, "unknown", "not a table", hint=f"send {' or '.join(_FORMS)}")
    return _FORMS[kind]


def _shown(scope: Scope) -> Response:
    entries = [asdict(entry) for entry in scope.entries]
    return Json({"scope": scope.name, "revision": scope.revision, "entries": entries})
