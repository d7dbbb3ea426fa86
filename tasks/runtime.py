"""Put everything together from settings: the one place where all packages meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from models import catalog
from models.backends.langdetect import LangdetectScorer
from models.base import BEAM4, DECODINGS, Pair
from models.hardware import Hardware
from models.registry import CatalogRegistry, Options
from pipeline.cache import DAYS, SegmentCache
from pipeline.detection.detect import Detector
from pipeline.document import Document
from pipeline.glossary import PLATFORM, Glossary
from pipeline.markets import load_markets
from pipeline.run import Pipeline
from tasks.glossary.phrases import Phrases
from tasks.glossary.store import Glossaries
from tasks.settings import REDIS, Settings

WARM_UP = Document("warm-up", title="这件连衣裙很漂亮", tags=("nice",))


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a door needs.

    Attributes:
        pipeline: documents in, translations out.
        detector: tells languages.
        registry: the models behind it.
        glossaries: the terms that people edit; the pipeline reads them.
        phrases: the segments that people decided on; the pipeline reads them.
        markets: names a document may ask for.
    """

    pipeline: Pipeline
    detector: Detector
    registry: CatalogRegistry
    glossaries: Glossaries
    phrases: Phrases
    markets: Sequence[str]

    def alternative(self, rank: int) -> Pipeline:
        """Return the pipeline that says it another way; rank 0 is the pipeline itself."""
        return self.pipeline.searching(BEAM4.ranked(rank)) if rank else self.pipeline

    def warm_up(self) -> None:
        """Load what the first document would wait for: the main model and the detector.

        Raises:
            ModelError: a model is missing or corrupt.
        """
        self.registry.translator(Pair("zh", "en"))
        self.pipeline([WARM_UP])


def build(settings: Settings) -> Runtime:
    """Return a runtime; nothing heavy is loaded before it is used."""
    registry = CatalogRegistry(
        catalog.load(),
        settings.home / "models",
        prefer=settings.model,
        options=Options(hardware=Hardware(settings.device, settings.threads)),
    )
    markets, detector = load_markets(settings.markets), Detector(LangdetectScorer())
    # The broker evicts nothing; one that does not speak Redis leaves the terms to the cache.
    shared = settings.broker if str(settings.broker).startswith(REDIS) else settings.cache
    glossaries = Glossaries(settings.database, impatient(shared, settings))
    phrases = Phrases(settings.database)
    pipeline = Pipeline(
        detector=detector,
        registry=registry,
        markets=markets,
        glossary=Glossary.load(settings.glossary or PLATFORM),
        cache=SegmentCache(cache_client(settings), ttl_s=int(settings.cache_ttl_days * DAYS)),
        decoding=DECODINGS[settings.decoding],
        shop=glossaries.terms,
        memory=phrases.find,
        document_s=settings.document_s,
    )
    return Runtime(pipeline, detector, registry, glossaries, phrases, tuple(markets))


def cache_client(settings: Settings) -> redis.Redis | None:
    """Return a client of the cache, or None where there is no cache."""
    return impatient(settings.cache, settings)


def impatient(url: str | None, settings: Settings) -> redis.Redis | None:
    """Return a client that gives up at once: a slow cache is a miss, never a wait."""
    if url is None:
        return None
    return redis.Redis.from_url(
        url,
        socket_timeout=settings.cache_timeout_s,
        socket_connect_timeout=settings.cache_timeout_s,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=15,
    )


@lru_cache(maxsize=1)
def of_process() -> Runtime:
    """Return the runtime of this process, built on first use and so after any fork."""
    return build(Settings())
