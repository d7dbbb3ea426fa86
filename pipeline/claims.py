"""Claims that a market forbids or restricts, with the reason, and where a text makes one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from models.simplified import simplified
from pipeline.index import is_word

Severity = Literal["review", "hold"]
Side = Literal["target", "source"]

TABLE = Path(__file__).parent / "data" / "claims.tsv"
_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Prohibited:
    """A term that must be seen by a person before buyers see it.

    Attributes:
        severity: ``hold`` keeps a translation from going out until somebody has decided.
        side: whether it is found in translations, or in what sellers write.
        claim: number of the claim that the term makes; several terms may make one.
        reason, hint: why, and what to do, for people; ``law``: where it is written.
    """

    term: str
    kind: str
    severity: Severity
    side: Side = "target"
    claim: int = 0
    reason: str = ""
    hint: str = ""
    law: str = ""


class Finder:
    """Finds the terms of a table in one pass over a text, however many there are."""

    def __init__(self, rows: Iterable[Prohibited]) -> None:
        from ahocorasick import Automaton

        self._rows = tuple(rows)
        self._automaton: Any = Automaton()
        for number, row in enumerate(self._rows):
            term = _folded(row.term)
            known: tuple[str, list[int]] = self._automaton.get(term, (term, []))
            known[1].append(number)
            self._automaton.add_word(term, known)
        if self._rows:
            self._automaton.make_automaton()

    def __call__(self, text: str) -> list[Prohibited]:
        """Return the rows whose terms stand in a text as whole words, in the order of the table.

        Between Chinese characters a word needs no edge, and either script will do.

        >>> find = Finder([Prohibited("cures", "disease", "hold"), Prohibited("根治", "x", "hold")])
        >>> [row.term for row in find("It obscures, and 可根治的 Cures")]
        ['cures', '根治']
        >>> [row.term for row in Finder([Prohibited("治疗糖尿病", "x", "hold")])("治療糖尿病")]
        ['治疗糖尿病']
        """
        if not self._rows:
            return []
        folded = _folded(text)
        found: set[int] = set()
        for last, (term, numbers) in self._automaton.iter(folded):
            if is_word(folded, last + 1 - len(term), last + 1):
                found.update(numbers)
        return [self._rows[number] for number in sorted(found)] if found else []


@cache
def load(path: Path = TABLE) -> dict[str, tuple[Prohibited, ...]]:
    """Return the rows of a table of claims by market.

    Raises:
        ValueError: naming the line that cannot be used.
    """
    found: dict[str, list[Prohibited]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != _COLUMNS or cells[1] not in ("review", "hold") or not all(cells):
                raise ValueError(f"{path}: line {number} is no claim of {_COLUMNS} columns")
            found.setdefault(cells[0], []).extend(_terms(cells, number))
    return {market: tuple(rows) for market, rows in found.items()}


def once(rows: Sequence[Prohibited]) -> list[Prohibited]:
    """Return the first row of every claim; rows that belong to none are claims of their own."""
    if len(rows) < 2:
        return list(rows)
    claims: dict[object, Prohibited] = {}
    for row in rows:
        claims.setdefault(row.claim or row.term, row)
    return list(claims.values())


def _terms(cells: Sequence[str], number: int) -> Iterable[Prohibited]:
    _, severity, kind, targets, sources, reason, hint, law = cells
    sides: tuple[tuple[Side, str], ...] = (("target", targets), ("source", sources))
    for side, terms in sides:
        for term in terms.split(" / "):
            yield Prohibited(term, kind, severity, side, number, reason, hint, law)  # type: ignore[arg-type]


def _folded(text: str) -> str:
    """Return a text in one case and one script, as sellers write Traditional as well."""
    return simplified(text.casefold())
