"""Values of a decoded JSON object, checked: what comes out is clean text, or an error naming it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

import regex

from pipeline.errors import InvalidDocument

LONGEST_FIELD = 100_000  # characters; a book, not a listing
MOST_ITEMS = 1_000
DEEPEST = 32  # levels of what is carried through

# C0 and C1 without tab and line break, lone surrogates, and what turns the direction of the text.
_UNSEEN = regex.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SURROGATES = regex.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    r"""Remove control characters and overrides of the direction; a line break stays one.

    >>> clean("a\u202eb\x00c\r\n")
    'abc\r\n'
    """
    return _UNSEEN.sub("", text)


def unclean(value: Any, path: str) -> Iterator[str]:
    r"""Yield the paths of texts that hold what :func:`clean` removes.

    >>> list(unclean({"a": ["x", "\u202e"]}, "tags"))
    ['tags.a.1']
    """
    stack = [(path, value)]
    while stack:
        at, inner = stack.pop()
        if isinstance(inner, str) and _UNSEEN.search(inner):
            yield at
        elif isinstance(inner, Mapping):
            stack += [(f"{at}.{clean(str(name))}", part) for name, part in inner.items()]
        elif isinstance(inner, list):
            stack += [(f"{at}.{i}", part) for i, part in enumerate(inner)]


def text(value: Any, field: str, longest: int = LONGEST_FIELD) -> str:
    """Return clean text; a number is written out, and nothing is the empty text.

    Raises:
        InvalidDocument: neither text nor number, or longer than allowed.
    """
    if value is None:
        return ""
    if type(value) is int or (isinstance(value, float) and math.isfinite(value)):
        value = str(value)
    if not isinstance(value, str):
        raise InvalidDocument("type", f"text expected, not {type(value).__name__}", field=field)
    if len(value) > longest:
        message = f"{len(value)} characters; at most {longest}"
        raise InvalidDocument("too_long", message, field=field)
    return clean(value)


def texts(value: Any, field: str, longest: int = LONGEST_FIELD) -> Iterator[str]:
    """Yield the clean texts of a list."""
    for i, item in enumerate(items(value, field)):
        yield text(item, f"{field}.{i}", longest)


def items(value: Any, field: str) -> list[Any]:
    """Return a list; nothing is the empty one.

    Raises:
        InvalidDocument: not a list, or too many items.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidDocument("type", f"list expected, not {type(value).__name__}", field=field)
    if len(value) > MOST_ITEMS:
        raise InvalidDocument("too_long", f"{len(value)} items; at most {MOST_ITEMS}", field=field)
    return value


def mapping(value: Any, field: str) -> Mapping[str, Any]:
    """Return an object.

    Raises:
        InvalidDocument: not an object.
    """
    if not isinstance(value, Mapping):
        raise InvalidDocument("type", f"object expected, not {type(value).__name__}", field=field)
    return value


def carried(value: Any, field: str, levels: int = DEEPEST) -> Any:
    """Return a value as JSON in UTF-8 can say it: dates as text, no lone surrogates.

    Raises:
        InvalidDocument: JSON has no word for it, or it is nested too deep.
    """
    if isinstance(value, str):
        return _SURROGATES.sub("", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, date | time | Decimal):
        return str(value)
    if levels and isinstance(value, Mapping):
        return {
            _SURROGATES.sub("", str(name)): carried(part, field, levels - 1)
            for name, part in value.items()
        }
    if levels and isinstance(value, list):
        return [carried(part, field, levels - 1) for part in value]
    what = type(value).__name__ if levels else f"more than {DEEPEST} levels"
    raise InvalidDocument("type", f"{what} cannot be carried through as JSON", field=field)
