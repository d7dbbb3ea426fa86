"""What the page shows of a translation: rows of fields side by side, and a tab a market."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.align import Pair, align
from pipeline.document import Document, FieldResult, Issue, Status, Translation

_UNTRANSLATED = ("low_confidence", "no_model")
Own = Callable[[str, str, str], bool]  # shop, language of a market, source


@dataclass(frozen=True, slots=True)
class Cell:
    """One field, as it was written and as it is read.

    Attributes:
        way: of the whole translation.
        is_own: the shop says it in words of its own, as a person corrected it.
    """

    source: str
    pairs: Sequence[Pair]
    target: str
    result: FieldResult
    way: str = ""
    is_own: bool = False

    @property
    def is_translated(self) -> bool:
        """Tell whether other words for it would be shown: what stays as written has none."""
        codes = {issue.code for issue in self.result.issues}
        is_kept = self.result.status == "kept" or self.way in ("keep", "none")
        return not is_kept and codes.isdisjoint(_UNTRANSLATED)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields that belong together: a title, one line of the specification, all tags."""

    name: str
    cells: Sequence[Cell]

    @property
    def target(self) -> str:
        """The translated text, as it is copied."""
        return " ".join(cell.target for cell in self.cells)

    @property
    def words(self) -> list[dict[str, Any]]:
        """What can be corrected: source, target, and whether the shop's own words are there."""
        return [
            {"source": cell.source, "target": cell.target, "own": cell.is_own}
            for cell in self.cells
            if cell.is_translated
        ]

    @property
    def issues(self) -> Sequence[Issue]:
        """What is to be told, each thing once."""
        return tuple(dict.fromkeys(issue for cell in self.cells for issue in cell.result.issues))

    @property
    def status(self) -> Status:
        """``held`` or ``review`` if a field needs it."""
        found = {cell.result.status for cell in self.cells}
        return "held" if "held" in found else "review" if "review" in found else "ok"


@dataclass(frozen=True, slots=True)
class View:
    """One market's tab."""

    translation: Translation
    rows: Sequence[Row]
    limit: int

    @property
    def market(self) -> str:
        """Name of the market."""
        return self.translation.market

    @property
    def title_length(self) -> int:
        """Characters of the translated title."""
        return len(self.translation.document.title)

    @property
    def route(self) -> str:
        """The kind of way the text went: keep, convert, model, pivot or none."""
        steps = self.translation.route
        if steps in ("keep", "none"):
            return steps
        if self.translation.language.startswith("zh") and steps.startswith("zh"):
            return "convert"
        is_pivot = any(issue.code == "pivoted" for row in self.rows for issue in row.issues)
        return "pivot" if is_pivot else "model"


def view(document: Document, translation: Translation, title_limit: int, own: Own) -> View:
    """Return the tab of one market; ``own`` knows what the shop says in words of its own."""
    return View(translation, list(_rows(document, translation, own)), title_limit)


def _rows(document: Document, translation: Translation, own: Own) -> Iterator[Row]:
    translated = dict(translation.document.fields())
    for group, fields in groupby(document.fields(), key=lambda field: _group(field[0])):
        yield Row(
            group.partition(".")[0],
            [
                Cell(
                    text,
                    align(text, translated.get(path, "")),
                    translated.get(path, ""),
                    translation.fields.get(path, FieldResult()),
                    translation.route,
                    own(document.seller_id, translation.language, text),
                )
                for path, text in fields
            ],
        )


def _group(path: str) -> str:
    """Return the row a field belongs to.

    >>> _group("title"), _group("variants.0.values.1"), _group("tags.3")
    ('title', 'variants.0', 'tags')
    """
    name, *rest = path.split(".")
    return f"{name}.{rest[0]}" if name in ("attributes", "variants") else name
