"""Cells of our own format: lists and objects are JSON in a cell, or plain words with commas."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.document import Document
from pipeline.errors import InvalidDocument

_LISTS = ("tags", "markets")
TEXTS = ("title", "body", "tags", "attributes", "variants")  # what a market reads
_NESTED = (*_LISTS, "attributes", "variants", "glossary", "extra")


def unpacked(row: Mapping[str, Any]) -> Any:
    """Return a row without its empty cells, lists and numbers read from text; or what is wrong."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value in (None, "") or (isinstance(value, float) and math.isnan(value)):
            continue
        try:
            found[name] = _value(name, value)
        except (ValueError, RecursionError):
            return InvalidDocument("json", "malformed JSON in a cell", field=name)
    return found


def filled(names: Sequence[str], cells: Sequence[Any], made: Document) -> list[Any]:
    """Return the cells of a row with the texts of a translation, each in the form it had."""
    said = {
        "title": made.title,
        "body": made.body,
        "tags": list(made.tags),
        "attributes": [{"name": a.name, "value": a.value} for a in made.attributes],
        "variants": [{"name": v.name, "values": list(v.values)} for v in made.variants],
    }
    out = list(cells)
    for i, (name, cell) in enumerate(zip(names, cells, strict=False)):
        if name in said and str(cell or "").strip():
            value = said[name]
            is_plain = name == "tags" and not str(cell).lstrip().startswith("[")
            out[i] = value if isinstance(value, str) else (
                ", ".join(map(str, value)) if is_plain else json.dumps(value, ensure_ascii=False)
            )  # fmt: skip
    return out


def _value(name: str, value: Any) -> Any:
    if name == "version" and isinstance(value, float) and value.is_integer():
        return int(value)  # a column of whole numbers with gaps
    if name == "version" and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if name not in _NESTED or not isinstance(value, str):
        return value
    if name in _LISTS and not value.lstrip().startswith("["):
        return [word.strip() for word in value.split(",") if word.strip()]
    return json.loads(value, parse_constant=refuse)


def refuse(constant: str) -> None:
    """Refuse NaN and the like, which Python's reader would take."""
    raise ValueError(f"{constant} is not JSON")
