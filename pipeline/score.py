"""Say how likely it is that a reader gets the full meaning of an output, from cheap signs.

The decoder's own doubt, reading the output back with the reverse model, words of the source that
a lexicon misses in it, and words that the model has hardly seen; a logistic regression that was
fitted on judged pairs, and lies beside the model, makes one probability of them.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from prometheus_client import Histogram

from models.base import Judge, Likelihood, Pair, Registry, Translator
from models.calibration import Fit
from pipeline import language, lexicon
from pipeline.lexicon import Lexicon
from pipeline.route import Chain, Route
from pipeline.terms import given
from pipeline.translate import Outcome

Features = Mapping[str, float]

SCORES = Histogram(
    "haiyi_segment_score",
    "Chance that a fresh segment's full meaning comes through",
    ["route"],
    buckets=[tenth / 10 for tenth in range(1, 11)],
)

_LOWEST = -12.0  # nats a token, or a character read back: less is no more telling
_UNREAD = Likelihood(_LOWEST, _LOWEST, 0)


@dataclass(frozen=True)
class Scorer:
    """Scores outputs of one model.

    Attributes:
        judge: the model itself; ``reverse``: the one that reads its outputs back, if there is one.
        prepare: turns texts of the route's language into those that the model reads.
        fit: what the features are worth; None where that is still to be found out.
    """

    judge: Judge
    reverse: Judge | None
    words: Lexicon
    route: str
    prepare: Callable[[Sequence[str]], list[str]] = list
    fit: Fit | None = None

    @cached_property
    def revision(self) -> str:
        """What changes whenever the same output could get another score."""
        back = self.reverse.revision if self.reverse and self.fit and self.fit.reverse else ""
        parts = repr((self.fit, back, self.words.revision))
        return hashlib.blake2b(parts.encode(), digest_size=4).hexdigest()

    def scores(self, sources: Sequence[str], outputs: Sequence[str]) -> list[float]:
        """Return the probability that each output is right, in hundredths.

        Raises:
            ValueError: the model was never calibrated.
        """
        if self.fit is None:
            raise ValueError("the model has no calibration; `haiyi calibrate` makes one")
        found = self.features(sources, outputs)
        return [round(self.fit.probability(each), 2) for each in found]

    def features(self, sources: Sequence[str], outputs: Sequence[str]) -> list[Features]:
        """Return what speaks for and against each output; both sides with their placeholders."""
        read = self.prepare(sources)
        own = self.judge.likelihoods(read, outputs)
        is_read_back = self.reverse and (self.fit is None or self.fit.reverse)
        back = self.reverse.likelihoods(outputs, read) if self.reverse and is_read_back else None
        pieces = self.judge.pieces(read)
        return [
            self._features(source, output, pieces[i], own[i] or _UNREAD)
            | (_read_back(source, back[i]) if back else {})
            for i, (source, output) in enumerate(zip(read, outputs, strict=True))
        ]

    def _features(
        self, source: str, output: str, pieces: Sequence[str], own: Likelihood
    ) -> dict[str, float]:
        told = self.words.coverage(source, output)
        return {
            "mean": max(_LOWEST, own.mean),
            "low": max(_LOWEST, own.low),
            "covered": (told.found + 1) / (told.known + 2),
            "missed": math.log1p(told.known - told.found),
            "dropped": math.log1p(told.dropped),
            "known": told.characters,
            "strange": (told.strange + 0.5) / (told.words + 1),
            "spelled": sum(map(_is_character, pieces)),
            "length": math.log1p(len(pieces)),
            "ratio": math.log((told.words + 1) / (len(pieces) + 1)),
        }


def _is_character(piece: str) -> bool:
    """Tell whether a piece is one Chinese character, with or without the mark of a word."""
    bare = piece.strip("▁")
    return len(bare) == 1 and "\u4e00" <= bare <= "\u9fff"


def _read_back(source: str, back: Likelihood | None) -> dict[str, float]:
    if back is None:
        return {"back": _LOWEST, "back_low": _LOWEST}
    characters = max(1, len(source))
    return {"back": max(_LOWEST, back.total / characters), "back_low": max(_LOWEST, back.low)}


def scorer(way: Route, registry: Registry, *, fitted: bool = True) -> Scorer | None:
    """Return what scores the outputs of a route, or None where nothing can.

    Only the last step may be a model: what another model made of the source would be judged
    against that, not against the source. ``fitted`` asks for one that has a calibration.
    """
    if not way.steps:
        return None
    *before, last = way.steps
    judge = registry.translator(last)
    if not isinstance(judge, Judge) or language.base(last.source) == language.base(last.target):
        return None
    if any(language.base(step.source) != language.base(step.target) for step in before):
        return None
    steps = [registry.translator(step) for step in before]
    fits = judge.calibration.fits if judge.calibration else ()
    # A model that no weights need is not loaded: it takes memory, and a conversion at first.
    reverse = _reverse(last, registry) if not fitted or any(f.reverse for f in fits) else None
    found = Scorer(judge, reverse, lexicon.packaged(), str(way), _through(steps))
    if not fitted:
        return found
    name = _name(found.reverse.revision) if found.reverse else ""
    fit = judge.calibration.serving(name) if judge.calibration else None
    return replace(found, fit=fit) if fit else None


def _reverse(pair: Pair, registry: Registry) -> Judge | None:
    back = Pair(pair.target, pair.source)
    model = registry.translator(back) if back in registry.pairs() else None
    return model if isinstance(model, Judge) else None


def _through(steps: Sequence[Translator]) -> Callable[[Sequence[str]], list[str]]:
    return Chain(steps).translate if steps else list


def _name(revision: str) -> str:
    """Return the catalog's name of a model.

    >>> _name("starter-en-zh@0123-int8")
    'starter-en-zh'
    """
    return revision.partition("@")[0]


def scored(outcomes: Mapping[str, Outcome], judge: Scorer | None) -> dict[str, Outcome]:
    """Return what became of texts with scores; what was kept in the source language has none."""
    good = {text: outcome for text, outcome in outcomes.items() if outcome.is_good}
    if judge is None or not good:
        return dict(outcomes)
    scores = judge.scores(list(map(given, good)), [outcome.text for outcome in good.values()])
    seen = SCORES.labels(judge.route)
    found = dict(outcomes)
    for (text, outcome), score in zip(good.items(), scores, strict=True):
        seen.observe(score)
        found[text] = Outcome(outcome.text, outcome.rung, outcome.issues, score)
    return found


def of_field(segments: Sequence[tuple[int, float]]) -> float | None:
    """Return the score of a field from the lengths and scores of its segments.

    It is that of the worst, but one much shorter than the longest counts less.

    >>> of_field([(20, 0.9), (20, 0.2)]), of_field([(36, 0.9), (4, 0.2)]), of_field([])
    (0.2, 0.73, None)
    """
    if not segments:
        return None
    longest = max(length for length, _ in segments) or 1
    return round(min(1 - (1 - s) * math.sqrt(max(1, n) / longest) for n, s in segments), 2)
