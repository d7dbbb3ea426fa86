"""The runtime of the HTTP door: the runtime of every door, and the terms that people edit."""

from __future__ import annotations

from dataclasses import dataclass

from models.base import Registry
from models.backends.langdetect import LangdetectScorer
from models import catalog
from models.backends.ctranslate2 import Threads
from models.registry import CatalogRegistry, Options
from pipeline.cache import DAYS, SegmentCache
from pipeline.detect import Detector
from pipeline.glossary import PLATFORM, Glossary
from pipeline.markets import load_markets
from pipeline.run import Pipeline
from tasks.glossaries import Glossaries
from tasks.runtime import cache_client
from tasks.settings import Settings


@dataclass(frozen=True, slots=True)
class WebRuntime:
    pipeline: Pipeline
    detector: Detector
    registry: Registry
    glossaries: Glossaries


def build(settings: Settings) -> WebRuntime:
    """Return a runtime whose pipeline knows the edited terms."""
    client = cache_client(settings)
    glossaries = Glossaries(settings.home / "glossaries.jsonl", client)
    registry = CatalogRegistry(
        catalog.load(),
        settings.home / "models",
        prefer=settings.model,
        options=Options(threads=Threads(settings.threads)),
    )
    detector = Detector(LangdetectScorer())
    pipeline = Pipeline(
        detector=detector,
        registry=registry,
        markets=load_markets(),
        glossary=Glossary.load(settings.glossary or PLATFORM),
        cache=SegmentCache(client, ttl_s=int(settings.cache_ttl_days * DAYS)),
        shop=glossaries.terms,
    )
    return WebRuntime(pipeline, detector, registry, glossaries)
