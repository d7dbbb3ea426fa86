"""The door for documents: a decoded JSON object in, a valid document or a named error out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pipeline import language
from pipeline.document import Attribute, Document, Kind, Variant
from pipeline.errors import InvalidDocument
from pipeline.language import UnknownLanguage
from tasks.intake import identity, values
from tasks.intake.values import clean

__all__ = ["clean", "parse", "restore", "to_json"]

LONGEST_DOCUMENT = 400_000  # characters of all fields
LONGEST_CODE = 40  # of a market or a language
HIGHEST_VERSION = 2**63 - 1  # what a database holds; room for a time in nanoseconds

_FIELDS = (
    "id", "kind", "seller_id", "version", "title", "body", "attributes", "variants", "tags",
    "source", "markets", "glossary", "extra",
)  # fmt: skip


def parse(row: Any, markets: Collection[str]) -> Document:
    """Return the document of a decoded JSON object; ``markets`` are those it may ask for.

    Raises:
        InvalidDocument: naming the field.
    """
    if isinstance(row, list):
        hint = "give one object a line, without a list around them"
        raise InvalidDocument("type", "not a JSON object", hint=hint)
    if not isinstance(row, Mapping):
        raise InvalidDocument("type", "not a JSON object", hint='expected {"id": …, "title": …}')
    document = Document(
        id=identity.product(row),
        kind=_kind(row),
        seller_id=identity.seller(row),
        version=_version(row),
        title=values.text(row.get("title"), "title"),
        body=values.text(row.get("body"), "body"),
        attributes=tuple(_attributes(row)),
        variants=tuple(_variants(row)),
        tags=tuple(values.texts(row.get("tags"), "tags")),
        source=_source(row),
        markets=_markets(row, markets),
        glossary=_glossary(row),
        cleaned=tuple(path for name in _FIELDS for path in values.unclean(row.get(name), name)),
        extra=_extra(row),
    )
    _measure(document)
    return document


def restore(row: Mapping[str, Any], markets: Collection[str]) -> Document:
    """Return the document that :func:`to_json` wrote, with what the door had noticed then.

    Raises:
        InvalidDocument: the rules have become stricter since.
    """
    written = {name: value for name, value in row.items() if name != "cleaned"}
    return replace(parse(written, markets), cleaned=tuple(row.get("cleaned", ())))


def to_json(document: Document) -> dict[str, Any]:
    """Return the JSON form of a document; :func:`restore` reads it back."""
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
        **({"cleaned": list(document.cleaned)} if document.cleaned else {}),
    }


def _measure(document: Document) -> None:
    size = sum(len(text) for _, text in document.fields())
    if not size:
        hint = "one of title, body, attributes, variants, tags must hold text"
        raise InvalidDocument("empty", "no text to translate", field="title", hint=hint)
    if size > LONGEST_DOCUMENT:
        message = f"{size} characters in all fields; at most {LONGEST_DOCUMENT}"
        raise InvalidDocument("too_long", message)


def _kind(row: Mapping[str, Any]) -> Kind:
    value = row.get("kind") or "listing"
    if value == "listing":
        return "listing"
    if value == "note":
        return "note"
    raise InvalidDocument("unknown", "unknown kind", field="kind", hint="listing or note")


def _version(row: Mapping[str, Any]) -> int:
    value = row.get("version") or 0
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= HIGHEST_VERSION:
        message = f"a version is a whole number from 0 to {HIGHEST_VERSION}"
        raise InvalidDocument("type", message, field="version")
    return value


def _attributes(row: Mapping[str, Any]) -> Iterator[Attribute]:
    for i, item in enumerate(values.items(row.get("attributes"), "attributes")):
        at = f"attributes.{i}"
        pair = values.mapping(item, at)
        yield Attribute(
            values.text(pair.get("name"), f"{at}.name"),
            values.text(pair.get("value"), f"{at}.value"),
        )


def _variants(row: Mapping[str, Any]) -> Iterator[Variant]:
    for i, item in enumerate(values.items(row.get("variants"), "variants")):
        at = f"variants.{i}"
        choice = values.mapping(item, at)
        yield Variant(
            values.text(choice.get("name"), f"{at}.name"),
            tuple(values.texts(choice.get("values"), f"{at}.values")),
        )


def _source(row: Mapping[str, Any]) -> str | None:
    value = row.get("source")
    if value in (None, "", "auto"):
        return None
    written = values.text(value, "source", LONGEST_CODE)
    try:
        code = language.normalize(written)
    except UnknownLanguage as error:
        raise InvalidDocument("unknown", str(error), field="source") from error
    if not _is_registered(code):
        hint = "give a BCP-47 code such as zh-Hans, en or ja, or leave it out to have it detected"
        raise InvalidDocument("unknown", f"unknown language {code!r}", field="source", hint=hint)
    return code


@lru_cache(maxsize=256)
def _is_registered(code: str) -> bool:
    import langcodes  # a tenth of a second, for those who name a language

    return langcodes.tag_is_valid(code)


def _markets(row: Mapping[str, Any], known: Collection[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(values.texts(row.get("markets"), "markets", LONGEST_CODE)))
    for i, name in enumerate(names):
        if name not in known:
            hint = f"known markets: {', '.join(known)}"
            raise InvalidDocument(
                "unknown", f"unknown market {name!r}", field=f"markets.{i}", hint=hint
            )
    return names


def _glossary(row: Mapping[str, Any]) -> dict[str, str]:
    terms = values.mapping(row.get("glossary") or {}, "glossary")
    found = {clean(str(term)): wanted for term, wanted in terms.items()}
    agreed = {
        shown: values.text(wanted, f"glossary.{shown}")
        for shown, wanted in found.items()
        if shown.strip()
    }
    for term, wanted in agreed.items():
        if not wanted.strip():
            hint = "leave the term out, or give what it is called"
            raise InvalidDocument("empty", "no target", field=f"glossary.{term}", hint=hint)
    return agreed


def _extra(row: Mapping[str, Any]) -> dict[str, Any]:
    unknown = {name: value for name, value in row.items() if name not in _FIELDS}
    known = values.mapping(row.get("extra") or {}, "extra")
    return {
        values.carried(str(name), "extra"): values.carried(value, clean(str(name)))
        for name, value in (unknown | dict(known)).items()
    }
