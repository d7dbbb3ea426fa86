"""One field cut into segments: what is asked of a model, what stands for it, what stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from models.base import Detection
from models.placeholder import without
from pipeline import figures, hongkong, language, protect
from pipeline.document import Issue
from pipeline.glossary import Glossary, Key
from pipeline.halves import LONGEST, LONGEST_OF_LETTERS
from pipeline.markets import Market
from pipeline.mask import Masked, mask
from pipeline.protection.fold import WIDE_COMMA, fold
from pipeline.protection.span import Span
from pipeline.recent import Recent
from pipeline.route import Route
from pipeline.segment import Piece, split
from pipeline.translate import Outcome

_REMEMBERED = 200_000  # characters; up to 500 bytes of segments each

# Shops write の for 的: 夏日の清凉. A word of Japanese has more kana than that.
_FOR_DE = regex.compile(r"(?<=[\p{Han}\p{Nd}]\s?)の(?=\s?\p{Han})")


class Segment(NamedTuple):
    """A piece of a field, and its model input where it has one.

    Attributes:
        piece: as written.
        masked: with its slots out; None for what is shown as it stands.
        is_asked: something is left to translate once the slots are out.
        said: in the target language, as people decided before; or nothing.
    """

    piece: Piece
    masked: Masked | None = None
    is_asked: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """What the segments of a field become in one market.

    Attributes:
        told: what the way of its segments tells; ``found``: what is found in the whole.
        score: chance that the full meaning comes through; None where nobody can tell.
    """

    text: str
    told: tuple[Issue, ...] = ()
    found: tuple[Issue, ...] = ()
    score: float | None = None


# Market, path and what became of the segments → the copy that was made of them.
Copies = dict[tuple[Market, str, tuple[Outcome, ...]], Copy]


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """One field, ready to be translated.

    Attributes:
        stretches: the route of its Chinese stretches, where the rest is in another language.
        is_overdue: the document had spent its time before this field was cut.
        copies: those made of these segments before; None where they are not to be remembered.
    """

    path: str
    text: str
    source: Detection
    route: Route
    segments: tuple[Segment, ...] = ()
    stretches: Route | None = None
    is_overdue: bool = False
    copies: Copies | None = field(default=None, compare=False, repr=False)

    @property
    def way(self) -> Route:
        """The route its segments go."""
        return self.stretches or self.route


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in segments, and the copies made of it; None where they are not to be remembered."""

    segments: tuple[Segment, ...]
    copies: Copies | None = None


def cut(text: str, way: Route, glossary: Glossary, *, mixed: bool) -> Cut:
    """Return the segments of a text; ``mixed``: its Latin words are layout, not part of sentences.

    They are remembered for the terms of the platform and of shops, with the copies made of them; a
    listing's own are not, so that nobody can fill the memory with glossaries.
    """
    if glossary.key is None:
        return Cut(segments(text, way, glossary, mixed=mixed))
    return _remembered(text, way, glossary.key, mixed)


def _keyed(text: str, way: Route, key: Key, mixed: bool) -> Cut:
    return Cut(segments(text, way, key.glossary, mixed=mixed), {})


_remembered = Recent(_keyed, _REMEMBERED)


def forget() -> None:
    """Begin again as a new process would."""
    _remembered.forget()
    figures.forget()


def segments(text: str, way: Route, glossary: Glossary, *, mixed: bool) -> tuple[Segment, ...]:
    """Return the segments of a text, which nothing remembers."""
    source = language.base(way.source)
    folded = fold(text)
    if "の" in folded and source == "zh" and language.base(way.target) != "zh":
        folded = _FOR_DE.sub("的", folded)
    # At home a figure keeps its wide digits, unless a wide comma would divide it: １，２９９元.
    read = text if language.base(way.target) == "zh" and not WIDE_COMMA.search(text) else folded
    known = [*glossary.find(folded, way.target), *hongkong.find(folded, way)]
    known += glossary.brands(folded) if source == "en" else []
    known += [
        Span(found.start, found.end, "figure", folded[found.start : found.end], found.figure)
        for found in figures.find(read, source)
    ]
    spans = protect.find(folded, known, source, mixed=mixed)
    if folded != text:
        if language.base(way.target) == "zh":  # full-width forms stay where they are at home
            spans = [span._replace(text=text[span.start : span.end]) for span in spans]
        else:
            text = folded
    pieces = split(text, spans, LONGEST_OF_LETTERS if source == "en" else LONGEST)
    return tuple(_segment(piece, way, glossary) for piece in pieces)


def _segment(piece: Piece, way: Route, glossary: Glossary) -> Segment:
    if piece.role == "layout":
        return Segment(piece)
    if whole := glossary.whole(piece.text, way.target):
        piece = Piece(piece.text, piece.role, (whole,))
    masked = mask(piece.text, piece.spans)
    is_asked = language.has_letters(without(masked.text, ""), way.source)
    return Segment(piece, masked, is_asked)
