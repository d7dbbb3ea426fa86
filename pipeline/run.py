"""The whole walk, left to right; the only room that talks to the cache and to the models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cache, lru_cache

from models.base import GREEDY, Decoding, Registry
from pipeline import draft as drafting
from pipeline import finish, route, score
from pipeline.answers import Answers, Known, Wanted, missing
from pipeline.budget import SHARED, Budget
from pipeline.cache import SegmentCache, Signature
from pipeline.document import Document, Translation
from pipeline.draft import Detector, Draft
from pipeline.errors import UnknownMarket
from pipeline.glossary import Entry, Glossary
from pipeline.markets import Market
from pipeline.memory import Memory, no_memory, remembered
from pipeline.route import Route
from pipeline.terms import Wording, translate_worded
from pipeline.translate import Outcome


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
        self._wording = lru_cache(maxsize=1024)(self._word)

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
        wanted = self._wanted(drafts)
        cached = self._recall(wanted)
        known = self._translated(drafts, wanted, cached)
        answers = cache(lambda way, terms: self._answers(way, terms, known, cached))
        return [self._finish(draft, answers) for draft in drafts]

    def searching(self, decoding: Decoding) -> Pipeline:
        """Return the same walk with another search for the best output."""
        twin = copy(self)
        twin._decoding, twin._signature = decoding, lru_cache(maxsize=1024)(twin._sign)
        return twin

    def inputs(self, documents: Sequence[Document]) -> dict[tuple[Signature, str], bool]:
        """Return the distinct model inputs of documents, and whether the cache knows them."""
        wanted = self._wanted(self._drafts(documents, None))
        known = self._recall(wanted)
        return {(s, text): text in known[s] for s, (_, texts) in wanted.items() for text in texts}

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

    def _wanted(self, drafts: Sequence[Draft]) -> Wanted:
        wanted: dict[Signature, tuple[Route, dict[str, None]]] = {}
        for draft in drafts:
            for field in draft.fields:
                if not field.segments:
                    continue
                way, signature = field.way, self._signature(field.way, draft.glossary.revision)
                texts = wanted.setdefault(signature, (way, {}))[1]
                asked = self._wording(way).asked
                for segment in field.segments:
                    if segment.masked and segment.is_asked:
                        texts[asked(segment.masked)] = None
        return {s: (way, list(texts)) for s, (way, texts) in wanted.items()}

    def _recall(self, wanted: Wanted) -> dict[Signature, dict[str, Outcome]]:
        return {
            signature: {
                text: outcome
                for text, outcome in zip(texts, self._cache.recall(signature, texts), strict=True)
                if outcome
            }
            for signature, (_, texts) in wanted.items()
        }

    def _translated(self, drafts: Sequence[Draft], wanted: Wanted, cached: Known) -> Known:
        """Return what is cached, and what became of the rest; large documents go by themselves."""
        if not (left := missing(wanted, cached)):
            return cached
        known = {signature: dict(found) for signature, found in cached.items()}
        large = [draft for draft in drafts if self._is_large(draft, cached)]
        if large:
            ids = set(map(id, large))
            left = missing(self._wanted([d for d in drafts if id(d) not in ids]), known)
        self._translate(left, known)
        for draft in large:
            self._translate(missing(self._wanted([draft]), known), known, draft.budget)
        return known

    def _is_large(self, draft: Draft, known: Known) -> bool:
        """Tell whether a document has so much to translate that it goes by itself."""
        if sum(len(field.segments) for field in draft.fields) <= SHARED:
            return False
        left = missing(self._wanted([draft]), known)
        return sum(len(texts) for _, texts in left.values()) > SHARED

    def _translate(
        self,
        wanted: Wanted,
        known: Mapping[Signature, dict[str, Outcome]],
        budget: Budget | None = None,
    ) -> None:
        """Translate what nothing is known of, and remember what came out well."""
        for signature, (way, texts) in wanted.items():
            for some in budget.slices(texts) if budget else [texts]:
                model = route.translator(way, self._registry)
                found = translate_worded(some, model, self._decoding)
                outcomes = dict(zip(some, found, strict=True))
                outcomes = score.scored(outcomes, score.scorer(way, self._registry))
                self._cache.remember(signature, outcomes)
                known[signature].update(outcomes)

    def _word(self, way: Route) -> Wording:
        model = route.translator(way, self._registry)
        return Wording(model.seen, model.pair)

    def _sign(self, way: Route, glossary: str) -> Signature:
        revision = route.translator(way, self._registry).revision if way.steps else ""
        decoding = "none" if way.is_conversion else self._decoding.name
        judge = score.scorer(way, self._registry)
        rated = judge.revision if judge else ""
        return Signature(str(way), revision, decoding, glossary, rated)

    def _review_below(self, way: Route) -> float:
        judge = score.scorer(way, self._registry)
        return judge.fit.review_below if judge and judge.fit else 0.0

    def _answers(self, way: Route, terms: str, known: Known, cached: Known) -> Answers:
        at, asked = self._signature(way, terms), self._wording(way).asked
        return Answers(asked, known.get(at, {}), cached.get(at, ()), self._limit(way))

    def _finish(self, draft: Draft, answers: Callable[[Route, str], Answers]) -> Translation:
        terms = draft.glossary.revision
        signature = self._signature(draft.route, terms)
        return finish.finish(draft, lambda way: answers(way, terms), str(signature))
