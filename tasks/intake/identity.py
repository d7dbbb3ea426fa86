"""Whose a document is, and which of theirs: the ids of products and shops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.errors import InvalidDocument
from tasks.intake import values

LONGEST_ID = 255
LONGEST_SELLER = 200
_NOT_A_SHOP = "named:"  # the glossaries that a key has made for itself


def product(row: Mapping[str, Any]) -> str:
    """Return the id of a product within its shop."""
    value = row.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise InvalidDocument("missing", "a document needs an id", field="id")
    name = values.text(value, "id", LONGEST_ID)
    if not name.strip():
        raise InvalidDocument("missing", "an id needs a character that is seen", field="id")
    return name


def seller(row: Mapping[str, Any]) -> str:
    """Return the shop of a document; its glossary is reached by a path with the shop in it."""
    name = values.text(row.get("seller_id"), "seller_id", LONGEST_SELLER)
    if wrong := problem(name):
        raise InvalidDocument("unknown", wrong, field="seller_id")
    return name


def problem(name: str) -> str:
    """Return why no shop may be called so, or nothing.

    >>> problem("s7"), problem("a/b")
    ('', 'the id of a shop holds no slash and no line break')
    """
    if name.startswith(_NOT_A_SHOP):
        return f"the id of a shop does not begin with {_NOT_A_SHOP}"
    if set(name) & set("/\t\r\n"):
        return "the id of a shop holds no slash and no line break"
    return ""
