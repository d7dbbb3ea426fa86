"""What another model changes, before it does: field by field, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.document import Document, Status, Translation

_ISSUE = 0.1  # of a score: what an issue more weighs where the worst are put first


@dataclass(frozen=True, slots=True)
class Side:
    """One field as one model makes it come out."""

    text: str
    status: Status
    score: float | None
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a document for one market, before and after."""

    document: str
    market: str
    path: str
    source: str
    old: Side
    new: Side

    @property
    def is_other(self) -> bool:
        """Tell whether buyers would read something else."""
        return self.old.text != self.new.text

    @property
    def loss(self) -> float:
        """How much worse it becomes: the score lost, and a tenth for every issue more."""
        scores = (self.old.score, self.new.score)
        lost = scores[0] - scores[1] if scores[0] is not None and scores[1] is not None else 0.0
        return lost + _ISSUE * (len(self.new.issues) - len(self.old.issues))


@dataclass(frozen=True)
class Comparison:
    """All fields of a sample that either model translated."""

    changes: tuple[Change, ...]

    @property
    def others(self) -> float:
        """Share of fields that come out otherwise."""
        return _share(change.is_other for change in self.changes)

    @cached_property
    def scores(self) -> tuple[float, float] | None:
        """Mean score before and after, of fields that have both; None where none has."""
        both = [
            (change.old.score, change.new.score)
            for change in self.changes
            if change.old.score is not None and change.new.score is not None
        ]
        if not both:
            return None
        old, new = (sum(side) / len(both) for side in zip(*both, strict=True))
        return old, new

    @property
    def uncalibrated(self) -> tuple[str, ...]:
        """Which of ``old`` and ``new`` has no scores where the other has some."""
        without = tuple(
            side
            for side in ("old", "new")
            if all(getattr(change, side).score is None for change in self.changes)
        )
        return without if len(without) == 1 else ()

    @property
    def ok(self) -> tuple[float, float]:
        """Share of fields that may go out unread, before and after."""
        return tuple(  # type: ignore[return-value]
            _share(getattr(change, side).status in ("ok", "kept") for change in self.changes)
            for side in ("old", "new")
        )

    @property
    def issues(self) -> tuple[Counter[str], Counter[str]]:
        """Issues that are gained, and that are lost, by code."""
        gained: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        for change in self.changes:
            old, new = Counter(change.old.issues), Counter(change.new.issues)
            gained += new - old
            lost += old - new
        return gained, lost

    def worst(self, count: int) -> list[Change]:
        """Return the fields that come out otherwise, those that lose most first."""
        return sorted((c for c in self.changes if c.is_other), key=lambda c: -c.loss)[:count]

    def is_worse(self, margin: float) -> bool:
        """Tell whether the mean score, or the share that is ok, falls by more than a margin."""
        before, after = self.ok
        falls = [before - after]
        if self.scores:
            falls.append(self.scores[0] - self.scores[1])
        return max(falls) > margin


def compare(
    documents: Sequence[Document], olds: Sequence[Translation], news: Sequence[Translation]
) -> Comparison:
    """Return what changes between two translations of the same documents, in one order."""
    sources = {document.id: dict(document.fields()) for document in documents}
    changes: list[Change] = []
    for old, new in zip(olds, news, strict=True):
        before, after = dict(_sides(old)), dict(_sides(new))
        changes += (
            Change(old.document.id, old.market, path, sources[old.document.id][path], *sides)
            for path in before
            if (sides := (before[path], after[path])) and not _is_kept(sides)
        )
    return Comparison(tuple(changes))


def _sides(told: Translation) -> Iterator[tuple[str, Side]]:
    texts = dict(told.document.fields())
    for path, result in told.fields.items():
        codes = tuple(issue.code for issue in result.issues)
        yield path, Side(texts.get(path, ""), result.status, result.score, codes)


def _is_kept(sides: Iterable[Side]) -> bool:
    return all(side.status == "kept" for side in sides)


def _share(facts: Iterable[bool]) -> float:
    told = list(facts)
    return sum(told) / len(told) if told else 0.0
