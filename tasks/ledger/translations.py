"""Translations after they were made: read, corrected by people, paused and switched on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks.intake import document as intake
from tasks.ledger import decisions, edits, history, outbox, phrases, products, shelf, switches
from tasks.ledger.history import Deed
from tasks.ledger.paths import text_at
from tasks.ledger.phrases import Phrase
from tasks.ledger.place import Changed, Overtaken, Place, Untranslated
from tasks.ledger.product import Product
from tasks.ledger.products import Wanted

__all__ = [
    "Changed", "Corrections", "Overtaken", "Place", "Translations", "Untranslated", "corrected",
]  # fmt: skip


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

    def correct(self, at: Place, text: str, who: str = "", *, for_all: bool = False) -> Changed:
        """Store a person's correction of a field, announce it, and remember its words.

        The shop's other products say it so too; ``for_all``: those of every shop.

        Raises:
            Untranslated: there is nothing to correct.
            InvalidDocument: the document has no such field.
        """
        with self._engine.begin() as db:
            found = self._found(db, at.product, at.market)
            if not text_at(found.source, at.field):
                raise InvalidDocument("unknown", "the document has no such field", field="field")
            before = text_at(found.read(db), at.field) or ""
            edits.put(db, at.product, at.market, edits.new(found.source, at.field, text, who))
            deed = Deed("edited", who, at.market, at.field, before, text)
            history.record(db, at.product, deed)
            source = text_at(found.source, at.field) or ""
            phrases.put(db, decisions.learnt(found, source, text, who, for_all=for_all))
            return self._changed(db, at.product, at.market)

    def accept(self, product: Product, market: str, version: int, who: str = "") -> Changed:
        """Take the machine's words as they are: what was held goes out, what was accepted stays.

        Every field is bound to its source, as a correction is. Accepting again changes nothing.

        Raises:
            Untranslated: there is nothing to accept.
            Overtaken: another version of the document is there.
        """
        with self._engine.begin() as db:
            found = self._found(db, product, market)
            if found.result["version"] != version:
                raise Overtaken(found.result["version"])
            shown = found.read(db)
            fresh = list(decisions.undecided(shown, found.source))
            if not fresh:
                return Changed(shown, [])
            for field, text in fresh:
                edits.put(
                    db, product, market, edits.new(found.source, field, text, who, "accepted")
                )
                source = text_at(found.source, field) or ""
                phrases.put(db, decisions.learnt(found, source, text, who))
            history.record(db, product, Deed("accepted", who, market))
            return self._changed(db, product, market)

    def history(self, product: Product) -> list[Deed]:
        """Return what people did to a product, the newest first."""
        with self._engine.connect() as db:
            return history.of(db, product)

    def revert(self, at: Place, who: str = "") -> Changed:
        """Forget a correction, so that the machine's words show again, and announce that.

        Raises:
            Untranslated: there is no translation, or the field has no correction.
        """
        with self._engine.begin() as db:
            found = self._found(db, at.product, at.market)
            before = text_at(found.read(db), at.field) or ""
            if not edits.drop(db, at.product, at.market, at.field):
                raise Untranslated(at.product, at.market)
            after = text_at(found.result, at.field) or ""
            deed = Deed("reverted", who, at.market, at.field, before, after)
            history.record(db, at.product, deed)
            source = text_at(found.source, at.field) or ""
            phrases.drop(db, decisions.learnt(found, source, before, who))
            return self._changed(db, at.product, at.market)

    def listed(
        self, wanted: Wanted, limit: int, cursor: str = ""
    ) -> tuple[list[dict[str, Any]], str]:
        """Return a page of products, and the cursor of the next.

        Raises:
            ValueError: the cursor is none that an earlier page gave.
        """
        with self._engine.connect() as db:
            return products.listed(db, wanted, limit, cursor)

    def detail(self, product: Product) -> tuple[dict[str, Any], list[dict[str, Any]], bool]:
        """Return what a seller wrote last, what its markets read, and whether it is paused."""
        with self._engine.connect() as db:
            names = shelf.markets(db, product)
            found = [self._found(db, product, name) for name in names]
            newest = max(found, key=lambda one: one.created, default=None)
            shown = [one.read(db) for one in found]
            return newest.source if newest else {}, shown, switches.is_paused(db, product)

    def phrases(self, scopes: Sequence[str], limit: int | None) -> list[Phrase]:
        """Return what people decided on in some scopes, the newest first."""
        with self._engine.connect() as db:
            return list(phrases.all_of(db, scopes, limit))

    def say(self, wanted: Phrase) -> list[Phrase]:
        """Remember how to say a text that belongs to no product; an empty target forgets it.

        Return the segments that this teaches, or that are forgotten.
        """
        with self._engine.begin() as db:
            before = phrases.said(db, wanted.scope, wanted.language, wanted.source)
            pairs = phrases.pairs(wanted.source, wanted.target or before)
            segments = [replace(wanted, source=a, target=b) for a, b in pairs]
            (phrases.put if wanted.target else phrases.drop)(db, segments)
            return segments

    def edits(self, product: Product, market: str) -> list[dict[str, Any]]:
        """Return the corrections of a translation, and which the source has outrun.

        Raises:
            Untranslated: there is no translation.
        """
        with self._engine.connect() as db:
            source = self._found(db, product, market).source
            return [
                {"field": e.field, "text": e.text, "outdated": not e.is_for(source)}
                | ({"kind": e.kind} if e.kind == "accepted" else {})
                for e in edits.of(db, product, market)
            ]

    def corrections(self, product: Product) -> Corrections:
        """Return what people have corrected of a product, by market."""
        with self._engine.connect() as db:
            return edits.of_product(db, product)

    def turn(self, product: Product, *, paused: bool, who: str = "") -> tuple[list[str], list[str]]:
        """Pause a product or switch it on; return the jobs and deliveries that may go on."""
        with self._engine.begin() as db:
            history.record(db, product, Deed("paused" if paused else "resumed", who))
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

    def _changed(self, db: Connection, product: Product, market: str) -> Changed:
        ids = outbox.announce(db, product, market, self._receivers)
        products.refresh(db, product)
        return Changed(self._found(db, product, market).read(db), ids)
