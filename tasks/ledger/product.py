"""Whose a document is: every shop numbers its products itself, so that an id alone names none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Product:
    """What names a document in the store: its id, and the shop that it belongs to.

    Attributes:
        id: of the document, as its shop has it.
        seller_id: of the shop; of a document that names none, nothing.
    """

    id: str
    seller_id: str = ""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Product:
        """Return the product that the JSON form of a document or translation is about.

        >>> Product.of({"id": "1001", "seller_id": "s7", "title": "包"})
        Product(id='1001', seller_id='s7')
        """
        return cls(document["id"], document.get("seller_id") or "")

    @property
    def key(self) -> dict[str, str]:
        """Its columns, in the order of the keys of the tables."""
        return {"seller_id": self.seller_id, "document_id": self.id}

    def owns(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions for the rows of a table that are about it."""
        return table.seller_id == self.seller_id, table.document_id == self.id
