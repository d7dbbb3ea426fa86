"""The whole pipeline over a real cache, for :mod:`ways` to put a clock on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from workload import DECODINGS, Job, Work, registry

from models.backends.langdetect import LangdetectScorer
from models.base import Decoding, Pair, Translator
from models.placeholder import PATTERN
from pipeline import field
from pipeline.cache import SegmentCache
from pipeline.detection.detect import Detector
from pipeline.document import Document
from pipeline.glossary import Glossary
from pipeline.markets import load_markets
from pipeline.run import Pipeline

CHUNK = 64  # listings that go through the pipeline together
_ENDINGS = ("ly", "er", "est", "ish", "en")
_WORDS = 9 * [a + b for a in ("soft", "warm", "light", "new") for b in _ENDINGS]


class Walk:
    """A pipeline, and the registry and only model of it."""

    def __init__(self, job: Job, work: Work, client: redis.Redis) -> None:
        self._client, self._is_random = client, job.shape == "opus"
        self._model = registry(job, work).translator(Pair("zh", "en"))
        self.pair, self.revision = self._model.pair, self._model.revision
        self.max_tokens, self.count_tokens = self._model.max_tokens, self._model.count_tokens
        self.seen = None if self._is_random else self._model.seen
        self._decoding, self._detector = DECODINGS[job.shape], Detector(LangdetectScorer())
        self.forget()

    def forget(self, *, server: bool = True) -> None:
        """Begin again as a new process would, with an empty server or the one there is."""
        if server:
            self._client.flushdb()
        field.forget()
        self.ladder_s = 0.0  # time spent on what failed the first check
        self._pipeline = Pipeline(
            detector=self._detector, registry=self, markets=load_markets(),
            glossary=Glossary.load(), cache=SegmentCache(self._client), decoding=self._decoding,
        )  # fmt: skip

    def run(self, documents: Sequence[Document]) -> list[Any]:
        chunks = (documents[i : i + CHUNK] for i in range(0, len(documents), CHUNK))
        return [translation for chunk in chunks for translation in self._pipeline(chunk)]

    def pairs(self) -> frozenset[Pair]:
        return frozenset({self.pair})

    def translator(self, pair: Pair) -> Translator:
        return self

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[str]:
        """Decode; what random weights wrote is replaced by words that pass the check."""
        outputs = self._model.translate(texts, decoding)
        return [plausible(text) for text in texts] if self._is_random else outputs

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Decode again, which only the ladder does."""
        began = time.perf_counter()
        outputs = self._model.candidates(texts, decoding)
        self.ladder_s += time.perf_counter() - began
        return outputs


class Recorder(Walk):
    """A walk that translates nothing, and remembers what it was asked for."""

    def __init__(self, job: Job, work: Work, client: redis.Redis) -> None:
        self.seen: dict[str, None] = {}
        super().__init__(job, work, client)

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[str]:
        self.seen |= dict.fromkeys(texts)
        return [plausible(text) for text in texts]


@contextmanager
def walking(job: Job, work: Work, kind: type[Walk] = Walk) -> Iterator[Walk]:
    """Yield a walk that is connected to the server."""
    with redis.Redis.from_url(work.redis_url) as client:
        yield kind(job, work, client)


def plausible(masked: str) -> str:
    """Return words that no check objects to, in the place of a translation.

    >>> plausible("这款⟦0⟧很好")
    'softly softer softest softish ⟦0⟧'
    """
    marks = [match[0] for match in PATTERN.finditer(masked)]
    return " ".join([*_WORDS[: max(2, len(masked) // 2)], *marks])
