"""The whole walk, left to right; the only room that talks to the cache and to the models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from models.base import GREEDY, Decoding, Registry
from pipeline import draft as drafting
from pipeline import finish, route, score
from pipeline.budget import SHARED, Budget
from pipeline.cache import SegmentCache, Signature
from pipeline.document import Document, Translation
from pipeline.draft import Detector, Draft
from pipeline.errors import UnknownMarket
from pipeline.glossary import Entry, Glossary
from pipeline.markets import Market
from pipeline.mask import Masked
from pipeline.memory import Memory, no_memory, remembered
from pipeline.route import Route
from pipeline.terms import translate_worded, worded
from pipeline.translate import Outcome

Known = Mapping[tuple[Signature, str], Outcome]


def no_shop(seller_id: str) -> Sequence[Entry]:
    """Return the terms of a shop that has none of its own."""
    return ()


class Pipeline:
    """Documents in, translations out: one document and a chunk of hundreds alike."""

    def __init__(  # noqa: PLR0913 - the composition root names every part once
        self,
        *,
        detector: Detector,
        registry: Registry,
        markets: Mapping[str, Market],
        glossary: Glossary,
        cache: SegmentCache,
        decoding: Decoding = GREEDY,
        shop: Callable[[str], Sequence[Entry]] = no_shop,
        memory: Memory = no_memory,
        document_s: float = 20.0,
    ) -> None:
        self._detector, self._registry, self._markets = detector, registry, markets
        self._glossary, self._cache, self._decoding, self._shop = glossary, cache, decoding, shop
        self._memory, self._document_s = memory, document_s
        self._signature = lru_cache(maxsize=1024)(self._sign)
        self._limit = lru_cache(maxsize=1024)(self._review_below)

    def __call__(
        self, documents: Sequence[Document], markets: Sequence[str] | None = None
    ) -> list[Translation]:
        """Translate every document for each of its markets, in order.

        A document that takes longer than ``document_s`` seconds, by itself, keeps what is left of
        it as written, for review; the others do not wait for it.

        ``markets`` replaces the documents' own; a document without any goes to all markets.

        Raises:
            UnknownMarket: a market that the table does not have.
            ModelError: a model is missing or corrupt.
        """
        drafts = self._drafts(documents, markets)
        known, cached = self._recall(self._wanted(drafts))
        large = [draft for draft in drafts if self._is_large(draft, known)]
        ids = set(map(id, large))
        known |= self._translate(self._wanted([d for d in drafts if id(d) not in ids]), known)
        for draft in large:
            known |= self._translate(self._wanted([draft]), known, draft.budget)
        return [self._finish(draft, known, cached) for draft in drafts]

    def searching(self, decoding: Decoding) -> Pipeline:
        """Return the same walk with another search for the best output."""
        twin = copy(self)
        twin._decoding, twin._signature = decoding, lru_cache(maxsize=1024)(twin._sign)
        return twin

    def inputs(self, documents: Sequence[Document]) -> dict[tuple[Signature, str], bool]:
        """Return the distinct model inputs of documents, and whether the cache knows them."""
        wanted = self._wanted(self._drafts(documents, None))
        known, _ = self._recall(wanted)
        keys = [(signature, text) for signature, (_, texts) in wanted.items() for text in texts]
        return {key: key in known for key in keys}

    def _drafts(self, documents: Sequence[Document], markets: Sequence[str] | None) -> list[Draft]:
        pairs = self._registry.pairs()
        drafts = []
        for document, source in zip(
            documents, drafting.detect(documents, self._detector), strict=True
        ):
            budget = Budget(self._document_s)
            own = drafting.detect_fields(document, source, self._detector)
            glossary = drafting.scoped(self._glossary, self._shop(document.seller_id), document)
            for name in markets or document.markets or self._markets:
                if name not in self._markets:
                    raise UnknownMarket(name, self._markets)
                market = self._markets[name]
                plan = drafting.Plan(market, glossary, pairs, budget)
                drafts.append(drafting.draft(document, source, own, plan))
        return [remembered(draft, self._memory) for draft in drafts]

    def _wanted(self, drafts: Sequence[Draft]) -> dict[Signature, tuple[Route, list[str]]]:
        """Return the distinct model inputs, by all that could change their outputs."""
        wanted: dict[Signature, tuple[Route, dict[str, None]]] = {}
        for draft in drafts:
            for field in draft.fields:
                for segment in field.segments:
                    if segment.masked and segment.is_asked:
                        signature = self._signature(field.way, draft.glossary.revision)
                        texts = wanted.setdefault(signature, (field.way, {}))[1]
                        texts[self._asked(field.way, segment.masked)] = None
        return {s: (way, list(texts)) for s, (way, texts) in wanted.items()}

    def _recall(
        self, wanted: Mapping[Signature, tuple[Route, list[str]]]
    ) -> tuple[dict[tuple[Signature, str], Outcome], frozenset[tuple[Signature, str]]]:
        known = {
            (signature, text): outcome
            for signature, (_, texts) in wanted.items()
            for text, outcome in zip(texts, self._cache.recall(signature, texts), strict=True)
            if outcome
        }
        return known, frozenset(known)

    def _is_large(self, draft: Draft, known: Known) -> bool:
        """Tell whether a document has so much to translate that it goes by itself."""
        if sum(len(field.segments) for field in draft.fields) <= SHARED:
            return False
        inputs = self._wanted([draft]).items()
        return sum((s, t) not in known for s, (_, texts) in inputs for t in texts) > SHARED

    def _translate(
        self,
        wanted: Mapping[Signature, tuple[Route, list[str]]],
        known: Known,
        budget: Budget | None = None,
    ) -> dict[tuple[Signature, str], Outcome]:
        """Translate what the cache did not know, and remember what came out well."""
        fresh: dict[tuple[Signature, str], Outcome] = {}
        for signature, (way, texts) in wanted.items():
            misses = [text for text in texts if (signature, text) not in known]
            for some in budget.slices(misses) if budget else [misses] if misses else []:
                model = route.translator(way, self._registry)
                found = translate_worded(some, model, self._decoding)
                outcomes = dict(zip(some, found, strict=True))
                outcomes = score.scored(outcomes, score.scorer(way, self._registry))
                self._cache.remember(signature, outcomes)
                fresh |= {(signature, text): outcome for text, outcome in outcomes.items()}
        return fresh

    def _asked(self, way: Route, masked: Masked) -> str:
        model = route.translator(way, self._registry)
        return worded(masked, model.seen, model.pair)

    def _sign(self, way: Route, glossary: str) -> Signature:
        revision = route.translator(way, self._registry).revision if way.steps else ""
        decoding = "none" if way.is_conversion else self._decoding.name
        judge = score.scorer(way, self._registry)
        rated = judge.revision if judge else ""
        return Signature(str(way), revision, decoding, glossary, rated)

    def _review_below(self, way: Route) -> float:
        judge = score.scorer(way, self._registry)
        return judge.fit.review_below if judge and judge.fit else 0.0

    def _finish(
        self, draft: Draft, known: Known, cached: frozenset[tuple[Signature, str]]
    ) -> Translation:
        answers = _Answers(
            lambda way: self._signature(way, draft.glossary.revision),
            self._asked,
            known,
            cached,
            self._limit,
        )
        signature = self._signature(draft.route, draft.glossary.revision)
        return finish.finish(draft, answers, str(signature))


@dataclass(frozen=True, slots=True)
class _Answers:
    """What became of the model inputs of one draft."""

    signature: Callable[[Route], Signature]
    asked: Callable[[Route, Masked], str]
    known: Known
    cached: frozenset[tuple[Signature, str]]
    review_below: Callable[[Route], float]

    def outcome(self, way: Route, masked: Masked) -> tuple[Outcome | None, bool]:
        at = (self.signature(way), self.asked(way, masked))
        return self.known.get(at), at in self.cached
