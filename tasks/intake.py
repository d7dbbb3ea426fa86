"""The door for documents: JSON lines in, valid documents or errors that name field and line out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import regex

from pipeline import language
from pipeline.document import Attribute, Document, Variant
from pipeline.errors import InvalidDocument
from pipeline.language import UnknownLanguage

LONGEST_FIELD = 100_000  # characters; a book, not a listing
LONGEST_LINE = 4_000_000  # bytes
MOST_ITEMS = 1_000

# C0 and C1 without tab and line break, lone surrogates, and what turns the direction of the text.
_UNSEEN = regex.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_FIELDS = frozenset(
    {"id", "kind", "seller_id", "version", "title", "body", "attributes", "variants", "tags"}
    | {"source", "markets", "glossary", "extra"}
)


def read(file: BinaryIO, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    """Yield the document of every JSON line, or what is wrong with it; no line stops the others.

    ``markets`` are the names that a document may ask for.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            document = parse(_decode(line), markets)
            if document.id in seen:
                raise InvalidDocument(
                    "duplicate", f"id {document.id!r} was on line {seen[document.id]}", field="id"
                )
        except InvalidDocument as error:
            yield error.at(number)
        else:
            seen[document.id] = number
            yield document


def read_path(path: Path, markets: Collection[str]) -> Iterator[Document | InvalidDocument]:
    """Yield the documents of a file."""
    with path.open("rb") as file:
        yield from read(file, markets)


def _decode(line: bytes) -> Any:
    if len(line) > LONGEST_LINE:
        raise InvalidDocument("too_long", f"{len(line)} bytes; at most {LONGEST_LINE}")
    if b"\0" in line:
        raise InvalidDocument("binary", "not a text file", hint="expected one JSON object a line")
    try:
        return json.loads(line.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        hint = f"byte {error.start} is 0x{line[error.start]:02x}"
        raise InvalidDocument("encoding", "not UTF-8", hint=hint) from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"column {error.colno}" if isinstance(error, json.JSONDecodeError) else "too deep"
        raise InvalidDocument("json", "malformed JSON", hint=where) from error


def parse(row: Any, markets: Collection[str]) -> Document:
    """Return the document of a decoded JSON object.

    Raises:
        InvalidDocument: naming the field.
    """
    if not isinstance(row, Mapping):
        raise InvalidDocument("type", "not a JSON object", hint='expected {"id": …, "title": …}')
    document = Document(
        id=_id(row),
        kind=_kind(row),
        seller_id=_text(row, "seller_id"),
        version=_version(row),
        title=_text(row, "title"),
        body=_text(row, "body"),
        attributes=tuple(_attributes(row)),
        variants=tuple(_variants(row)),
        tags=tuple(_texts(row.get("tags"), "tags")),
        source=_source(row),
        markets=_markets(row, markets),
        glossary=_glossary(row),
        cleaned=tuple(_cleaned(row)),
        extra={k: v for k, v in row.items() if k not in _FIELDS} | dict(row.get("extra") or {}),
    )
    if not any(True for _ in document.fields()):
        hint = "one of title, body, attributes, variants, tags must hold text"
        raise InvalidDocument("empty", "no text to translate", field="title", hint=hint)
    return document


def _cleaned(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of texts that held what is never seen."""
    stack: list[tuple[str, Any]] = [(name, row[name]) for name in sorted(_FIELDS & row.keys())]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str) and _UNSEEN.search(value):
            yield path
        elif isinstance(value, Mapping):
            stack += [(f"{path}.{name}", inner) for name, inner in value.items()]
        elif isinstance(value, list):
            stack += [(f"{path}.{i}", inner) for i, inner in enumerate(value)]


def to_json(document: Document) -> dict[str, Any]:
    """Return the JSON form of a document; :func:`parse` reads it back."""
    return {
        "id": document.id,
        "kind": document.kind,
        "seller_id": document.seller_id,
        "version": document.version,
        "title": document.title,
        "body": document.body,
        "attributes": [{"name": a.name, "value": a.value} for a in document.attributes],
        "variants": [{"name": v.name, "values": list(v.values)} for v in document.variants],
        "tags": list(document.tags),
        "source": document.source,
        "markets": list(document.markets),
        "glossary": dict(document.glossary),
        **({"extra": dict(document.extra)} if document.extra else {}),
    }


def clean(text: str) -> str:
    r"""Remove control characters and overrides of the direction; a line break stays one.

    >>> clean("a\\u202eb\\x00c\\r\\n")
    'abc\\r\\n'
    """
    return _UNSEEN.sub("", text)


def _id(row: Mapping[str, Any]) -> str:
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not clean(value).strip():
        raise InvalidDocument("missing", "a document needs an id", field="id")
    if len(value) > 255:
        raise InvalidDocument("too_long", "at most 255 characters", field="id")
    return clean(value)


def _kind(row: Mapping[str, Any]) -> Any:
    value = row.get("kind") or "listing"
    if value not in ("listing", "note"):
        raise InvalidDocument(
            "unknown", f"unknown kind {value!r}", field="kind", hint="listing or note"
        )
    return value


def _version(row: Mapping[str, Any]) -> int:
    value = row.get("version") or 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidDocument("type", "a version is a whole number, 0 or more", field="version")
    return value


def _text(row: Mapping[str, Any], name: str) -> str:
    return _checked(row.get(name), name)


def _checked(value: Any, field: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise InvalidDocument("type", f"text expected, not {type(value).__name__}", field=field)
    if len(value) > LONGEST_FIELD:
        message = f"{len(value)} characters; at most {LONGEST_FIELD}"
        raise InvalidDocument("too_long", message, field=field)
    return clean(value)


def _texts(value: Any, field: str) -> Iterable[str]:
    for i, item in enumerate(_list(value, field)):
        yield _checked(item, f"{field}.{i}")


def _list(value: Any, field: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidDocument("type", f"list expected, not {type(value).__name__}", field=field)
    if len(value) > MOST_ITEMS:
        raise InvalidDocument("too_long", f"{len(value)} items; at most {MOST_ITEMS}", field=field)
    return value


def _object(value: Any, field: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidDocument("type", f"object expected, not {type(value).__name__}", field=field)
    return value


def _attributes(row: Mapping[str, Any]) -> Iterator[Attribute]:
    for i, item in enumerate(_list(row.get("attributes"), "attributes")):
        at = f"attributes.{i}"
        pair = _object(item, at)
        yield Attribute(
            _checked(pair.get("name"), f"{at}.name"), _checked(pair.get("value"), f"{at}.value")
        )


def _variants(row: Mapping[str, Any]) -> Iterator[Variant]:
    for i, item in enumerate(_list(row.get("variants"), "variants")):
        at = f"variants.{i}"
        pair = _object(item, at)
        yield Variant(
            _checked(pair.get("name"), f"{at}.name"),
            tuple(_texts(pair.get("values"), f"{at}.values")),
        )


def _source(row: Mapping[str, Any]) -> str | None:
    value = row.get("source")
    if value is None or value == "auto":
        return None
    try:
        return language.normalize(_checked(value, "source"))
    except UnknownLanguage as error:
        raise InvalidDocument("unknown", str(error), field="source") from error


def _markets(row: Mapping[str, Any], known: Collection[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(_texts(row.get("markets"), "markets")))
    for i, name in enumerate(names):
        if name not in known:
            hint = f"known markets: {', '.join(known)}"
            raise InvalidDocument(
                "unknown", f"unknown market {name!r}", field=f"markets.{i}", hint=hint
            )
    return names


def _glossary(row: Mapping[str, Any]) -> dict[str, str]:
    terms = _object(row.get("glossary") or {}, "glossary")
    return {clean(k): _checked(v, f"glossary.{k}") for k, v in terms.items() if clean(k).strip()}
