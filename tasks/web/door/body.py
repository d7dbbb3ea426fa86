"""Request bodies of clients that send JSON one day and a form the next."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response
from starlette.types import Message

from tasks.web.door.refusal import Refused

_MOST_FIELDS = 1000

Model = TypeVar("Model", bound=BaseModel)


async def read(request: Request, many: Sequence[str] = ()) -> dict[str, Any]:
    """Return the fields of a JSON or form body, and those of the query where the body has none.

    A field named in ``many`` that comes more than once is a list.

    Raises:
        Refused: 400, neither an object nor a form.
    """
    raw = await request.body()
    if not raw:
        return dict(request.query_params)
    # Off the event loop: whatever is in a body, it keeps nobody else waiting.
    return await asyncio.to_thread(_parsed, request, raw, many)


def _parsed(request: Request, raw: bytes, many: Sequence[str]) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return _fields(_pairs(raw), many)
    if kind == "multipart/form-data":
        return asyncio.run(_multipart(request, raw, many))
    return _json(raw)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "json", "neither JSON nor a form") from error
    if not isinstance(row, dict):
        raise Refused(400, "type", "not a JSON object")
    return row


def _pairs(raw: bytes) -> FormData:
    try:
        text = raw.decode("utf-8", "replace")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Refused(400, "too_many", f"at most {_MOST_FIELDS} fields in a form") from error
    return FormData([(name, value) for name, value in pairs])


async def _multipart(request: Request, raw: bytes, many: Sequence[str]) -> dict[str, Any]:
    """Parse a body that is here already, in an event loop of the thread that does it."""

    async def whole() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    again = Request(request.scope, whole)
    async with again.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        return _fields(form, many)


def _fields(form: FormData, many: Sequence[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in form:
        values = form.getlist(name)
        fields[name] = values if name in many and len(values) > 1 else values[-1]
    return fields


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came in a form, and the fields beside it."""

    name: str
    data: bytes
    fields: Mapping[str, str]

    @property
    def suffix(self) -> str:
        """What its name says of its kind."""
        return suffix_of(self.name)


async def file(request: Request) -> Sent:
    """Return the file of a form, its field called ``file``.

    Raises:
        Refused: 400, there is none.
    """
    raw = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Refused(400, "type", "not a form with a file", field="file")
    return await asyncio.to_thread(lambda: asyncio.run(_file(request, raw)))


async def _file(request: Request, raw: bytes) -> Sent:
    async def whole() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    async with Request(request.scope, whole).form(max_files=1, max_fields=_MOST_FIELDS) as form:
        given = form.get("file")
        if not isinstance(given, UploadFile):
            raise Refused(400, "missing", "no file", field="file")
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        return Sent(file_name(given.filename or "file"), await given.read(), fields)


def file_name(given: str) -> str:
    """Return the last part of a name, without what a header or a folder would trip over.

    >>> file_name("../a/店铺 1.docx")
    '店铺 1.docx'
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?;')
    return plain.strip(". ")[-120:] or "file"


def suffix_of(name: str) -> str:
    """Return the suffix of a name, in lower case."""
    return PurePath(name).suffix.lower()


def download(data: bytes, name: str) -> Response:
    """Return a file that a browser saves and never shows."""
    shown = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(
        data, media_type="application/octet-stream", headers={"Content-Disposition": shown}
    )


async def parse(request: Request, model: type[Model], many: Sequence[str] = ()) -> Model:
    """Return the checked body of a request.

    Raises:
        Refused: 400, naming the first wrong field; what was sent is not repeated.
    """
    try:
        return model.model_validate(await read(request, many))
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> Refused:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    return Refused(400, "invalid", str(first["msg"]), field=path)


def with_file(needed: Mapping[str, str], others: Mapping[str, str]) -> dict[str, Any]:
    """Return how the documentation shows a form with a file and texts; the values are examples."""
    texts = {
        name: {"type": "string", **({"examples": [example]} if example else {})}
        for name, example in {**needed, **others}.items()
    }
    schema = {
        "type": "object",
        "required": ["file", *needed],
        "properties": {"file": {"type": "string", "format": "binary"}, **texts},
    }
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


def of(model: type[BaseModel]) -> dict[str, Any]:
    """Return how the documentation shows a body that may be JSON or a form."""
    schema = model.model_json_schema()
    content = {
        kind: {"schema": schema}
        for kind in ("application/json", "application/x-www-form-urlencoded")
    }
    return {"requestBody": {"required": True, "content": content}}
