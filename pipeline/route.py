"""Decide how a text gets from its language to the market's: keep, convert, one model, a chain."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.base import GREEDY, Candidate, Decoding, Pair, Registry, Translator, Weigher
from pipeline import language


@dataclass(frozen=True, slots=True)
class Route:
    """The steps from one language to another; no steps keep the text.

    Attributes:
        source, target: as asked for.
        steps: pairs to go through, in order.
        is_possible: False where no chain of models exists; the text is kept and flagged.
    """

    source: str
    target: str
    steps: tuple[Pair, ...] = ()
    is_possible: bool = True

    def __str__(self) -> str:
        if not self.is_possible:
            return "none"
        return "+".join(str(step) for step in self.steps) or "keep"

    @property
    def is_conversion(self) -> bool:
        """Tell whether only the script changes, with no model involved."""
        return bool(self.steps) and all(
            language.base(s.source) == language.base(s.target) for s in self.steps
        )

    @property
    def is_pivot(self) -> bool:
        """Tell whether the text goes through a third language."""
        return len({language.base(c) for s in self.steps for c in (s.source, s.target)}) > 2


def plan(source: str, target: str, pairs: Collection[Pair]) -> Route:
    """Return the shortest route; ``und`` has none, the same language needs none.

    >>> str(plan("zh-Hans", "en", {Pair("zh", "en")}))
    'zh-en'
    >>> str(plan("zh-Hant-HK", "en", {Pair("zh", "en"), Pair("zh-Hant", "zh-Hans")}))
    'zh-Hant-zh-Hans+zh-en'
    >>> str(plan("zh-Hant", "zh-Hant-HK", {Pair("zh-Hant", "zh-Hant-HK")}))
    'zh-Hant-zh-Hant-HK'
    >>> str(plan("en-US", "en", set())), str(plan("ja", "en", set())), str(plan("und", "en", set()))
    ('keep', 'none', 'none')
    """
    start, goal = language.node(source), language.node(target)
    if start == goal:
        direct = Pair(source, target)  # of one script, from another region
        return Route(source, target, (direct,) if direct in pairs else ())
    queue: deque[tuple[str, tuple[Pair, ...]]] = deque([(start, ())])
    seen = {start}
    while queue:
        at, steps = queue.popleft()
        for pair in sorted(pairs):
            if language.node(pair.source) != at or not _leads(pair, target, goal, seen):
                continue
            if language.node(pair.target) == goal:
                return Route(source, target, (*steps, pair))
            seen.add(language.node(pair.target))
            queue.append((language.node(pair.target), (*steps, pair)))
    return Route(source, target, is_possible=False)


def _leads(pair: Pair, target: str, goal: str, seen: set[str]) -> bool:
    """A pair leads on if it ends exactly in the target, or in a language not yet visited."""
    node = language.node(pair.target)
    return pair.target in (target, goal) if node == goal else node not in seen


class Chain:
    """Several translators in a row, as one."""

    def __init__(self, translators: Sequence[Translator]) -> None:
        self._translators = tuple(translators)
        self.pair = Pair(translators[0].pair.source, translators[-1].pair.target)
        self.revision = "+".join(t.revision for t in translators)
        self.max_tokens = min(t.max_tokens for t in translators)
        self.seen = translators[-1].seen

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return one output for each text, in order."""
        out = list(texts)
        for translator in self._translators:
            out = translator.translate(out, decoding)
        return out

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Return what the last model makes of the best outputs of those before it."""
        return self._translators[-1].candidates(self._before(texts, decoding), decoding)

    def weighed(self, texts: Sequence[str], decoding: Decoding) -> list[list[Candidate]]:
        """Return the same with what the last model thinks of them; one each if it does not say."""
        last, out = self._translators[-1], self._before(texts, decoding)
        if isinstance(last, Weigher):
            return last.weighed(out, decoding)
        return [[Candidate(text, 0.0)] for text in last.translate(out, decoding)]

    def _before(self, texts: Sequence[str], decoding: Decoding) -> list[str]:
        out = list(texts)
        for translator in self._translators[:-1]:
            out = translator.translate(out, decoding)
        return out

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of input tokens of each text for the first model."""
        return self._translators[0].count_tokens(texts)


def translator(route: Route, registry: Registry) -> Translator:
    """Return what takes a text all the way along a route.

    Raises:
        ModelError: a model on the way is missing or corrupt.
    """
    found = [registry.translator(step) for step in route.steps]
    return found[0] if len(found) == 1 else Chain(found)
