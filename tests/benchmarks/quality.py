"""What decoding is worth: chrF of the pipeline, greedy, with four beams, chosen of four."""

from __future__ import annotations

from pathlib import Path

from models import catalog
from models.backends.langdetect import LangdetectScorer
from models.base import BEAM4, GREEDY, RERANK4, Decoding
from models.registry import CatalogRegistry
from models.training.evaluate import metrics, streams
from models.training.testset import read_segments
from pipeline.cache import SegmentCache
from pipeline.detection.detect import Detector
from pipeline.document import Document
from pipeline.glossary import Glossary
from pipeline.markets import load_markets
from pipeline.run import Pipeline


def measure(home: Path, devset: Path) -> dict[str, float]:
    """Return chrF of the starter on a TSV of source and reference, for each way of decoding."""
    segments = read_segments(devset)
    documents = [
        Document(str(i), body=s.source, source="zh", markets=("US",))
        for i, s in enumerate(segments)
    ]
    _, chrf = metrics("en")
    scores = {
        decoding.name: chrf.corpus_score(
            [t.document.body for t in _pipeline(home, decoding)(documents)], streams(segments)
        ).score
        for decoding in (GREEDY, BEAM4, RERANK4)
    }
    return {"segments": len(segments)} | {name: round(score, 2) for name, score in scores.items()}


def _pipeline(home: Path, decoding: Decoding) -> Pipeline:
    return Pipeline(
        detector=Detector(LangdetectScorer()),
        registry=CatalogRegistry(catalog.load(), home),
        markets=load_markets(),
        glossary=Glossary.load(),
        cache=SegmentCache(None),
        decoding=decoding,
    )
