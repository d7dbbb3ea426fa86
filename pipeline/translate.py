"""Translate masked segments in batches; walk a fixed ladder down for what comes out damaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.base import CAREFUL, Decoding, Translator
from models.placeholder import PATTERN
from pipeline import language
from pipeline.check import check
from pipeline.document import Issue

Rung = Literal["first", "careful", "split", "kept"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one masked segment.

    Attributes:
        text: rendered, with all placeholders of the input; the input itself if kept.
        rung: how far down the ladder: the first decoding, the careful one, split at the
            placeholders, or kept in the source language.
        issues: why the rungs above failed; empty on the first.
    """

    text: str
    rung: Rung = "first"
    issues: tuple[Issue, ...] = ()

    @property
    def is_good(self) -> bool:
        """Tell whether the text is a translation that may be remembered."""
        return self.rung != "kept"


def translate(texts: Sequence[str], translator: Translator, decoding: Decoding) -> list[Outcome]:
    """Return one outcome for each masked text, in order; the batch is decoded at once."""
    outcomes: dict[int, Outcome] = {}
    pending = {i: text for i, text in enumerate(texts)}
    reasons: dict[int, tuple[Issue, ...]] = {}
    ladder: tuple[tuple[Rung, Decoding], ...] = (("first", decoding), ("careful", CAREFUL))
    for rung, search in ladder:
        for i, text in zip(
            pending, _decode(list(pending.values()), translator, search), strict=True
        ):
            issues = check(pending[i], text, translator.pair.source, translator.pair.target)
            if issues:
                reasons.setdefault(i, issues)
            else:
                outcomes[i] = Outcome(text, rung, reasons.get(i, ()))
        pending = {i: t for i, t in pending.items() if i not in outcomes}
        if not pending:
            break
    for i, text in pending.items():
        outcomes[i] = _split(text, translator, reasons[i])
    return [outcomes[i] for i in range(len(texts))]


def _decode(texts: Sequence[str], translator: Translator, decoding: Decoding) -> list[str]:
    """Decode a batch; a text longer than the model takes comes back empty and fails the check."""
    counts = translator.count_tokens(texts)
    short = [i for i, count in enumerate(counts) if count <= translator.max_tokens]
    done = dict(zip(short, translator.translate([texts[i] for i in short], decoding), strict=True))
    return [done.get(i, "") for i in range(len(texts))]


def _split(text: str, translator: Translator, reasons: tuple[Issue, ...]) -> Outcome:
    """Translate what stands between the placeholders, or keep the source if that fails too."""
    source, target = translator.pair.source, translator.pair.target
    parts = PATTERN.split(text)  # text, number, text, number, ..., text
    words = [p for p in parts[::2] if language.has_letters(p, source)]
    if len(parts) == 1 or not words:
        return Outcome(text, "kept", reasons)
    rendered = dict(zip(words, _decode(words, translator, CAREFUL), strict=True))
    if any(check(word, rendered[word], source, target) for word in words):
        return Outcome(text, "kept", reasons)
    gap = " " if language.is_spaced(target) else ""
    shown = [rendered.get(p, p).strip() if i % 2 == 0 else f"⟦{p}⟧" for i, p in enumerate(parts)]
    return Outcome(gap.join(s for s in shown if s), "split", reasons)
