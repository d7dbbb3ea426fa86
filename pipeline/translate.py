"""Translate masked segments in batches; walk a fixed ladder down for what comes out damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from models.base import CAREFUL, Decoding, Pair, Translator
from models.errors import TextTooLong
from pipeline import choose, language
from pipeline.check import check
from pipeline.document import Issue
from pipeline.hidden import Hidden

Rung = Literal["first", "hidden", "careful", "split", "kept"]
# What divides a sentence into parts that can stand alone: placeholders, and the marks of lists.
_BETWEEN = regex.compile(r"(⟦\d⟧|\s*+[\s、，,；;/|+]++)")
_STOPS = frozenset("、，,；;")
Search = Callable[[Sequence[str]], list[list[str]]]  # candidates for each text, the best first


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one masked segment.

    Attributes:
        text: rendered, with all placeholders of the input; the input itself if kept.
        rung: how far down the ladder: the first decoding, the same with more of the words hidden,
            the careful one, split at the placeholders and lists, or kept in the source language.
        issues: why the rungs above failed; empty on the first.
        score: probability that its full meaning comes through; None where nobody can tell.
    """

    text: str
    rung: Rung = "first"
    issues: tuple[Issue, ...] = ()
    score: float | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether the text is a translation that may be remembered."""
        return self.rung != "kept"


def translate(texts: Sequence[str], translator: Translator, decoding: Decoding) -> list[Outcome]:
    """Return one outcome for each masked text, in order; the batch is decoded at once.

    Of each search all candidates are looked at, and the first that passes is taken.
    """
    outcomes: dict[int, Outcome] = {}
    pending = {i: text for i, text in enumerate(texts)}
    reasons: dict[int, tuple[Issue, ...]] = {}
    rungs: tuple[tuple[Rung, Search], ...] = (
        ("first", lambda each: choose.candidates(each, translator, decoding)),
        ("hidden", lambda each: _hidden(each, translator, decoding)),
        ("careful", lambda each: translator.candidates(each, CAREFUL)),
    )
    for rung, search in rungs:
        found = decode(list(pending.values()), translator, search)
        for (i, text), candidates in zip(list(pending.items()), found, strict=True):
            good, issues = _first_good(text, candidates, translator.pair)
            if good is None:
                reasons.setdefault(i, issues)
            else:
                outcomes[i] = Outcome(good, rung, reasons.get(i, ()))
                del pending[i]
    outcomes |= _split(pending, reasons, translator)
    return [outcomes[i] for i in range(len(texts))]


def _hidden(texts: Sequence[str], translator: Translator, decoding: Decoding) -> list[list[str]]:
    """Translate texts with their plain words hidden; one without any has no candidate."""
    hidden = [Hidden.of(text) for text in texts]
    asked = [each.text for each in hidden if each]
    search = decode(asked, translator, lambda s: [[t] for t in translator.translate(s, decoding)])
    found = iter(search)
    return [[each.revealed(next(found)[0])] if each else [] for each in hidden]


def _first_good(
    text: str, candidates: Sequence[str], pair: Pair
) -> tuple[str | None, tuple[Issue, ...]]:
    """Return the first candidate that passes the check, or what is wrong with the best one."""
    reasons: tuple[Issue, ...] = ()
    for candidate in candidates:
        issues = check(text, candidate, pair.source, pair.target)
        if not issues:
            return candidate, ()
        reasons = reasons or issues
    return None, reasons


def decode(texts: Sequence[str], translator: Translator, search: Search) -> list[list[str]]:
    """Return the candidates for each text of a batch, the best first.

    A text longer than the model takes comes back empty and fails the check.
    """
    if not texts:
        return []
    try:
        return search(texts)
    except TextTooLong:  # before anything was decoded
        counts = translator.count_tokens(texts)
    short = [i for i, count in enumerate(counts) if count <= translator.max_tokens]
    done = dict(zip(short, search([texts[i] for i in short]), strict=True))
    return [done.get(i, [""]) for i in range(len(texts))]


def _split(
    pending: Mapping[int, str], reasons: Mapping[int, tuple[Issue, ...]], translator: Translator
) -> dict[int, Outcome]:
    """Translate what stands between placeholders and commas, or keep the source if that fails."""
    source, target = translator.pair.source, translator.pair.target
    parts = {i: _BETWEEN.split(text) for i, text in pending.items()}  # text, border, text, ...
    words = {w for p in parts.values() if len(p) > 1 for w in p[::2]}
    asked = sorted(w for w in words if language.has_letters(w, source))
    found = decode(asked, translator, lambda each: translator.candidates(each, CAREFUL))
    tried = {w: _first_good(w, c, translator.pair)[0] for w, c in zip(asked, found, strict=True)}
    good = {word: rendered for word, rendered in tried.items() if rendered is not None}
    outcomes = {}
    for i, text in pending.items():
        own = [w for w in parts[i][::2] if w in tried]
        if own and all(w in good for w in own):
            outcomes[i] = Outcome(_rejoined(parts[i], good, target), "split", reasons[i])
        else:
            outcomes[i] = Outcome(text, "kept", reasons[i])
    return outcomes


def _rejoined(parts: Sequence[str], rendered: Mapping[str, str], target: str) -> str:
    """Put words and the borders between them, which alternate, together again."""
    gap = " " if language.is_spaced(target) else ""
    out = ""
    for i, part in enumerate(parts):
        shown = part.strip() if i % 2 else rendered.get(part, part).strip()
        tight = not out or (i % 2 and shown in _STOPS)
        out += shown if tight or not shown else gap + shown
    return out
