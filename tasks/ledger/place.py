"""Where in the store a person decides something, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tasks.ledger.product import Product


class Overtaken(Exception):
    """What somebody decided on is no longer what there is.

    Attributes:
        version: of the document that there is now.
    """

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"there is a newer translation, of version {version}")


class Untranslated(Exception):
    """A document that has no translation for a market (yet)."""

    def __init__(self, product: Product, market: str) -> None:
        self.product, self.market = product, market
        super().__init__("no such translation")


@dataclass(frozen=True, slots=True)
class Place:
    """One field of a document's translation for one market."""

    product: Product
    market: str
    field: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A translation after a correction, and the deliveries that tell of it."""

    translation: dict[str, Any]
    deliveries: list[str]
