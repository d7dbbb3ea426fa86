"""The runtime of the HTTP door: that of every door, and the terms that people edit."""

from __future__ import annotations

from dataclasses import dataclass

from models.backends.langdetect import LangdetectScorer
from models.base import Registry
from pipeline.cache import DAYS, SegmentCache
from pipeline.detect import Detector
from pipeline.glossary import PLATFORM, Glossary
from pipeline.markets import load_markets
from pipeline.run import Pipeline
from tasks import runtime
from tasks.glossaries import Glossaries
from tasks.settings import Settings


@dataclass(frozen=True, slots=True)
class WebRuntime:
    """What the HTTP door needs.

    Attributes:
        pipeline: documents in, translations out.
        detector: tells languages.
        registry: the models behind it.
        glossaries: the edited terms; the pipeline reads them.
    """

    pipeline: Pipeline
    detector: Detector
    registry: Registry
    glossaries: Glossaries


def build(settings: Settings) -> WebRuntime:
    """Return a runtime whose pipeline knows the edited terms; nothing heavy is loaded yet."""
    registry = runtime.build(settings).registry
    client = runtime.cache_client(settings)
    glossaries = Glossaries(settings.home / "glossaries.jsonl", client)
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
