"""Translations after they were made: read, corrected by people, paused and switched on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks.intake import document as intake
from tasks.ledger import edits, outbox, shelf, switches
from tasks.ledger.paths import text_at
from tasks.ledger.product import Product


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


Corrections = Mapping[str, Sequence[edits.Edit]]


def corrected(
    document: Document, translations: Sequence[dict[str, Any]], found: Corrections
) -> list[dict[str, Any]]:
    """Return fresh translations of a document as people want them read."""
    source = intake.to_json(document) if found else {}
    return [
        edits.lay_over(translation, source, found.get(translation["market"], ()))
        for translation in translations
    ]


class Translations:
    """What the store knows of every document; ``receivers`` are told of corrections."""

    def __init__(self, engine: Engine, receivers: Sequence[str] = ()) -> None:
        self._engine, self._receivers = engine, tuple(receivers)

    def read(self, product: Product) -> list[dict[str, Any]]:
        """Return what a document reads like in each market, in the order of their names."""
        with self._engine.connect() as db:
            names = shelf.markets(db, product)
            return [self._found(db, product, name).read(db) for name in names]

    def correct(self, at: Place, text: str) -> Changed:
        """Store a person's correction of a field, and announce it.

        Raises:
            Untranslated: there is nothing to correct.
            InvalidDocument: the document has no such field.
        """
        with self._engine.begin() as db:
            found = self._found(db, at.product, at.market)
            if not text_at(found.source, at.field):
                raise InvalidDocument("unknown", "the document has no such field", field="field")
            edits.put(db, at.product, at.market, edits.new(found.source, at.field, text))
            return self._changed(db, at)

    def revert(self, at: Place) -> Changed:
        """Forget a correction, so that the machine's words show again, and announce that.

        Raises:
            Untranslated: there is no translation, or the field has no correction.
        """
        with self._engine.begin() as db:
            if not edits.drop(db, at.product, at.market, at.field):
                raise Untranslated(at.product, at.market)
            return self._changed(db, at)

    def edits(self, product: Product, market: str) -> list[dict[str, Any]]:
        """Return the corrections of a translation, and which the source has outrun.

        Raises:
            Untranslated: there is no translation.
        """
        with self._engine.connect() as db:
            source = self._found(db, product, market).source
            return [
                {"field": e.field, "text": e.text, "outdated": not e.is_for(source)}
                for e in edits.of(db, product, market)
            ]

    def corrections(self, product: Product) -> Corrections:
        """Return what people have corrected of a product, by market."""
        with self._engine.connect() as db:
            return edits.of_product(db, product)

    def turn(self, product: Product, *, paused: bool) -> tuple[list[str], list[str]]:
        """Pause a product or switch it on; return the jobs and deliveries that may go on."""
        with self._engine.begin() as db:
            return switches.turn(db, product, paused=paused)

    def is_paused(self, product: Product) -> bool:
        """Tell whether a product is paused."""
        with self._engine.connect() as db:
            return switches.is_paused(db, product)

    def _found(self, db: Connection, product: Product, market: str) -> shelf.Shelved:
        found = shelf.get(db, product, market)
        if found is None:
            raise Untranslated(product, market)
        return found

    def _changed(self, db: Connection, at: Place) -> Changed:
        ids = outbox.announce(db, at.product, at.market, self._receivers)
        return Changed(self._found(db, at.product, at.market).read(db), ids)
