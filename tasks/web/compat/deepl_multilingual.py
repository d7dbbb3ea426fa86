"""DeepL's glossaries, version 3: one glossary, a dictionary for each pair of languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from pipeline import language
from pipeline.glossary import Entry
from tasks.glossary.scope import Scope
from tasks.web.compat import deepl_glossaries as older
from tasks.web.door.admission import Admitted, Door, Shared
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json

router = APIRouter(prefix="/v3", tags=["DeepL"])

Pair = tuple[str, str]


class Dictionary(BaseModel):
    """The terms of one pair of languages."""

    source_lang: str = Field(max_length=35, examples=["zh"])
    target_lang: str = Field(max_length=35, examples=["en"])
    entries: str = Field(examples=["奶油白\tcream white"])
    entries_format: Literal["tsv", "csv"] = "tsv"


class Glossary(BaseModel):
    """A glossary to be made."""

    name: str = Field(min_length=1, max_length=1024)
    dictionaries: list[Dictionary] = Field(min_length=1, max_length=16)


class Change(BaseModel):
    """A new name, dictionaries to be joined, or both."""

    name: str | None = Field(default=None, min_length=1, max_length=1024)
    dictionaries: list[Dictionary] = Field(default=[], max_length=16)


@router.post("/glossaries", status_code=201, summary="Make a glossary of several dictionaries")
async def create(asked: Glossary, door: Shared, caller: Admitted) -> Response:
    """Make a glossary; it can be used at once."""
    facts = {
        "title": asked.name,
        "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "owner": caller.name,
    }
    made = {_pair(d): await _entries(d) for d in asked.dictionaries}
    name = older.new_name()
    return Json(_info(await _put(door, name, facts, made)), 201)


@router.get("/glossaries", summary="List them")
async def list_(door: Shared, caller: Admitted) -> Response:
    """List the glossaries of the caller's key, older ones among them."""
    return Json({"glossaries": [_info(scope) for scope in await older.owned(door, caller)]})


@router.get("/glossaries/{glossary_id}", summary="Describe one")
async def get(glossary_id: str, door: Shared, caller: Admitted) -> Response:
    """Return what is known of a glossary."""
    return Json(_info(await older.found(glossary_id, door, caller)))


@router.patch("/glossaries/{glossary_id}", summary="Rename it, or join terms to it")
async def change(glossary_id: str, asked: Change, door: Shared, caller: Admitted) -> Response:
    """Change the name, and join terms to dictionaries; a new pair makes a new dictionary."""
    scope = await older.found(glossary_id, door, caller)
    facts = {"title": asked.name} if asked.name else {}
    joined = {_pair(d): await _entries(d) for d in asked.dictionaries}
    await _put(door, scope.name, facts, {**dict.fromkeys(_pairs(scope), ()), **joined})
    return Json(_info(await older.found(glossary_id, door, caller)))


@router.put("/glossaries/{glossary_id}/dictionaries", summary="Replace a dictionary")
async def replace(glossary_id: str, asked: Dictionary, door: Shared, caller: Admitted) -> Response:
    """Put a dictionary in the place of that of the same pair."""
    scope = await older.found(glossary_id, door, caller)
    pair, entries = _pair(asked), await _entries(asked)
    await _clear(door, scope, pair)
    await _put(door, scope.name, {}, {**dict.fromkeys(_pairs(scope), ()), pair: entries})
    return Json({"source_lang": pair[0], "target_lang": pair[1], "entry_count": len(entries)})


@router.get("/glossaries/{glossary_id}/entries", summary="The terms of a dictionary")
async def entries(
    glossary_id: str, source_lang: str, target_lang: str, door: Shared, caller: Admitted
) -> Response:
    """Return the terms of a pair as tab-separated lines."""
    scope = await older.found(glossary_id, door, caller)
    pair = _known(scope, source_lang, target_lang)
    lines = "\n".join(f"{e.source}\t{e.target}" for e in _of(scope, pair))
    shown = {"source_lang": pair[0], "target_lang": pair[1], "entries": lines}
    return Json({"dictionaries": [{**shown, "entries_format": "tsv"}]})


@router.delete(
    "/glossaries/{glossary_id}/dictionaries", status_code=204, summary="Delete a dictionary"
)
async def delete_dictionary(
    glossary_id: str, source_lang: str, target_lang: str, door: Shared, caller: Admitted
) -> Response:
    """Delete the dictionary of a pair."""
    scope = await older.found(glossary_id, door, caller)
    pair = _known(scope, source_lang, target_lang)
    await _clear(door, scope, pair)
    await _put(door, scope.name, {}, {p: () for p in _pairs(scope) if p != pair})
    return Response(status_code=204)


@router.delete("/glossaries/{glossary_id}", status_code=204, summary="Delete a glossary")
async def delete(glossary_id: str, door: Shared, caller: Admitted) -> Response:
    """Delete a glossary with all its dictionaries."""
    return await older.delete(glossary_id, door, caller)


async def _put(
    door: Door, name: str, facts: dict[str, str], dictionaries: Mapping[Pair, Sequence[Entry]]
) -> Scope:
    pairs = json.dumps([list(pair) for pair in dictionaries])
    entries = [entry for terms in dictionaries.values() for entry in terms]
    return await door.store(lambda: door.glossaries.put(name, entries, **facts, dictionaries=pairs))


async def _clear(door: Door, scope: Scope, pair: Pair) -> None:
    gone = [(entry.source, entry.language) for entry in _of(scope, pair)]
    await door.store(lambda: door.glossaries.delete(scope.name, *gone))


def _info(scope: Scope) -> dict[str, Any]:
    dictionaries = [
        {"source_lang": pair[0], "target_lang": pair[1], "entry_count": len(_of(scope, pair))}
        for pair in _pairs(scope)
    ]
    return {
        "glossary_id": older.id_of(scope),
        "name": scope.facts["title"],
        "dictionaries": dictionaries,
        "creation_time": scope.facts["created"],
    }


def _pairs(scope: Scope) -> list[Pair]:
    """Return the pairs of a glossary; one of version 2 has a single one."""
    if written := scope.facts.get("dictionaries"):
        return [(source, target) for source, target in json.loads(written)]
    return [(language.base(scope.facts["source"]), language.base(scope.facts["target"]))]


def _of(scope: Scope, pair: Pair) -> list[Entry]:
    return [entry for entry in scope.entries if language.base(entry.language) == pair[1]]


def _pair(asked: Dictionary) -> Pair:
    source = older.code(asked.source_lang, "source_lang")
    target = older.code(asked.target_lang, "target_lang")
    return language.base(source), language.base(target)


def _known(scope: Scope, source: str, target: str) -> Pair:
    pair = (language.base(source.lower()), language.base(target.lower()))
    if pair not in _pairs(scope):
        raise Refused(404, "not_found", "no such dictionary", field="target_lang")
    return pair


async def _entries(asked: Dictionary) -> list[Entry]:
    target = older.code(asked.target_lang, "target_lang")
    return await older.terms(asked.entries, asked.entries_format, target)
