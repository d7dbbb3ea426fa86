"""DeepL's glossaries: named, immutable, and seen by the key that made them."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from pipeline import language
from pipeline.errors import InvalidGlossary
from pipeline.glossary import Entry
from pipeline.language import UnknownLanguage
from tasks.glossary import files as glossary_files
from tasks.glossary.scope import Scope
from tasks.web.door import body
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.api_keys import Caller
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json

router = APIRouter()

_PREFIX = "named:"


class GlossaryRequest(BaseModel):
    """A glossary to be made."""

    name: str = Field(min_length=1, max_length=1024)
    source_lang: str = Field(max_length=35, examples=["ZH"])
    target_lang: str = Field(max_length=35, examples=["EN"])
    entries: str = Field(examples=["奶油白\tcream white"])
    entries_format: Literal["tsv", "csv"] = "tsv"


@router.get("/glossary-language-pairs", summary="Pairs a glossary can be made for")
async def pairs(caller: Admitted) -> dict[str, Any]:
    """List the pairs; a glossary works on any source language."""
    targets = ("en", "zh")
    return {
        "supported_languages": [{"source_lang": "zh", "target_lang": target} for target in targets]
    }


@router.post(
    "/glossaries", status_code=201, openapi_extra=body.of(GlossaryRequest), summary="Make one"
)
async def create(request: Request, door: Shared, caller: Admitted) -> Response:
    """Make a glossary; it can be used at once."""
    asked = await body.parse(request, GlossaryRequest)
    facts = {
        "title": asked.name,
        "source": code(asked.source_lang, "source_lang"),
        "target": code(asked.target_lang, "target_lang"),
        "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "owner": caller.name,
    }
    entries = await terms(asked.entries, asked.entries_format, facts["target"])
    name = new_name()
    scope = await door.store(lambda: door.glossaries.put(name, entries, **facts))
    return Json(_info(scope), 201)


@router.get("/glossaries", summary="List them")
async def list_(door: Shared, caller: Admitted) -> Response:
    """List the glossaries of the caller's key."""
    made = [scope for scope in await owned(door, caller) if "source" in scope.facts]
    return Json({"glossaries": [_info(scope) for scope in made]})


@router.get("/glossaries/{glossary_id}", summary="Describe one")
async def get(glossary_id: str, door: Shared, caller: Admitted) -> Response:
    """Return what is known of a glossary."""
    return Json(_info(await found(glossary_id, door, caller)))


@router.get("/glossaries/{glossary_id}/entries", summary="Its entries", response_class=Response)
async def entries(glossary_id: str, door: Shared, caller: Admitted) -> Response:
    """Return the entries as tab-separated lines."""
    scope = await found(glossary_id, door, caller)
    lines = "\n".join(f"{e.source}\t{e.target}" for e in scope.entries)
    return Response(lines, media_type="text/tab-separated-values; charset=utf-8")


@router.delete("/glossaries/{glossary_id}", status_code=204, summary="Delete one")
async def delete(glossary_id: str, door: Shared, caller: Admitted) -> Response:
    """Delete a glossary."""
    scope = await found(glossary_id, door, caller)
    await door.store(lambda: door.glossaries.drop(scope.name))
    return Response(status_code=204)


async def terms(table: str, form: glossary_files.Form, target: str) -> list[Entry]:
    """Return the terms of a table, read while others are served.

    Raises:
        Refused: 400, it cannot be read, or has none.
    """
    try:
        rows = await asyncio.to_thread(glossary_files.read, table, form)
    except InvalidGlossary as error:
        raise Refused(400, "invalid_glossary", str(error), field="entries") from error
    if not rows:
        raise Refused(400, "invalid_glossary", "no entries", field="entries")
    return [Entry(row.source, row.target, language=target) for row in rows]


async def found(glossary_id: str, door: Door, caller: Caller) -> Scope:
    """Return a glossary of the caller.

    Raises:
        Refused: 404, there is none of this id, or it is another's.
    """
    scope = await asyncio.to_thread(door.glossaries.scope, f"{_PREFIX}{glossary_id}")
    if not scope.facts or scope.facts.get("owner") != caller.name:
        raise Refused(404, "not_found", "no such glossary", field="glossary_id")
    return scope


async def owned(door: Door, caller: Caller) -> list[Scope]:
    """Return the glossaries of the caller's key."""
    scopes = await asyncio.to_thread(door.glossaries.scopes, _PREFIX)
    return [scope for scope in scopes if scope.facts.get("owner") == caller.name]


def new_name() -> str:
    """Return the name of a scope that no glossary has had."""
    return f"{_PREFIX}{uuid.uuid4()}"


def id_of(scope: Scope) -> str:
    """Return a glossary's id as callers know it."""
    return scope.name.removeprefix(_PREFIX)


def _info(scope: Scope) -> dict[str, Any]:
    return {
        "glossary_id": id_of(scope),
        "name": scope.facts["title"],
        "ready": True,
        "source_lang": language.base(scope.facts["source"]),
        "target_lang": language.base(scope.facts["target"]),
        "creation_time": scope.facts["created"],
        "entry_count": len(scope.entries),
    }


def code(given: str, field: str) -> str:
    """Return a code inside; for DeepL a plain ZH target is whatever Chinese we write."""
    try:
        normal = language.normalize(given)
    except UnknownLanguage as error:
        raise Refused(400, "unknown", "this language is not supported", field=field) from error
    return "zh-Hant" if field == "target_lang" and normal == "zh" else normal
