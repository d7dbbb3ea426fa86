"""What is counted, for Prometheus and for the log."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.responses import Response
from starlette.types import Scope

from pipeline.document import Translation
from tasks import memory

_SECONDS = (0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 2.5, 5, 15)

REQUESTS = Counter("haiyi_http_requests", "Requests answered", ["route", "method", "status"])
LATENCY = Histogram("haiyi_http_seconds", "Time to answer", ["route"], buckets=_SECONDS)
BATCH = Histogram(
    "haiyi_batch_documents", "Documents translated together", buckets=(1, 2, 4, 8, 16, 32, 64)
)
QUEUE = Gauge("haiyi_queue_documents", "Documents waiting to be translated")
FALLBACKS = Counter("haiyi_fallbacks", "Fields that left the straight way", ["kind"])
MODEL_LOAD = Gauge("haiyi_model_load_seconds", "Time to load the models and translate once")
MEMORY = Gauge("haiyi_memory_bytes", "Memory that this server holds")
CEILING = Gauge("haiyi_memory_ceiling_bytes", "Past it this process ends itself; 0 is no ceiling")
REFUSED = Counter("haiyi_refused", "Requests refused", ["code"])

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_KINDS = frozenset(
    {
        "low_score",
        "prohibited_term",
        "prohibited_source",
        "repaired",
        "split",
        "kept_source",
        "no_model",
        "low_confidence",
        "pivoted",
    }
)
log = structlog.get_logger()


def count_fallbacks(translations: Iterable[Translation]) -> None:
    """Count the fields that were repaired, split, kept or not translated."""
    for translation in translations:
        for result in translation.fields.values():
            for issue in result.issues:
                if issue.code in _KINDS:
                    FALLBACKS.labels(issue.code).inc()


def exposition(beside: int) -> Response:
    """Return all metrics in the format of Prometheus; ``beside`` is memory of our other process."""
    MEMORY.set(memory.resident() + beside)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def record(scope: Scope, status: int, seconds: float) -> None:
    """Count a request, and write its line to the log: lengths and times, never a text."""
    route = getattr(scope.get("route"), "path", "other")
    method = scope["method"] if scope["method"] in _METHODS else "other"
    REQUESTS.labels(route, method, status).inc()
    LATENCY.labels(route).observe(seconds)
    log.info(
        "request",
        route=route,
        method=method,
        status=status,
        ms=round(seconds * 1000, 2),
        caller=scope.get("state", {}).get("caller", ""),
    )
