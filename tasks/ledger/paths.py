"""Texts in the JSON form of a document or translation, by path: ``variants.0.values.1``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_at(document: Mapping[str, Any], path: str) -> str | None:
    """Return the text at a path, or None where there is none.

    >>> text_at({"variants": [{"name": "颜色", "values": ["白"]}]}, "variants.0.values.0")
    '白'
    >>> text_at({"title": "包"}, "tags.0"), text_at({"title": "包"}, "title.0")
    (None, None)
    """
    found: Any = document
    for step in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found if isinstance(found, str) else None


def with_text(document: Any, path: str, text: str) -> Any:
    """Return a copy with another text at a path that there is.

    >>> with_text({"title": "包", "tags": ["a", "b"]}, "tags.1", "c")
    {'title': '包', 'tags': ['a', 'c']}
    """
    step, _, rest = path.partition(".")
    if isinstance(document, list):
        at = int(step)
        return [*document[:at], _inside(document[at], rest, text), *document[at + 1 :]]
    return {**document, step: _inside(document[step], rest, text)}


def _inside(value: Any, rest: str, text: str) -> Any:
    return with_text(value, rest, text) if rest else text
