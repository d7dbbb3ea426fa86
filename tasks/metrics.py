"""What is counted, and the layer around every request: id, latency, log line, safe headers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from time import perf_counter

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.document import Translation

_SECONDS = (0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 2.5, 5, 15)

REQUESTS = Counter("haiyi_http_requests", "Requests answered", ["route", "method", "status"])
LATENCY = Histogram("haiyi_http_seconds", "Time to answer", ["route"], buckets=_SECONDS)
BATCH = Histogram(
    "haiyi_batch_documents", "Documents translated together", buckets=(1, 2, 4, 8, 16, 32, 64)
)
QUEUE = Gauge("haiyi_queue_documents", "Documents waiting to be translated")
FALLBACKS = Counter("haiyi_fallbacks", "Fields that left the straight way", ["kind"])
MODEL_LOAD = Gauge("haiyi_model_load_seconds", "Time to load the models and translate once")
REFUSED = Counter("haiyi_refused", "Requests refused", ["code"])

_KINDS = frozenset({"repaired", "split", "kept_source", "no_model", "low_confidence", "pivoted"})
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
_SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}

log = structlog.get_logger()


def count_fallbacks(translations: Iterable[Translation]) -> None:
    """Count the fields that were repaired, split, kept or not translated."""
    for translation in translations:
        for result in translation.fields.values():
            for issue in result.issues:
                if issue.code in _KINDS:
                    FALLBACKS.labels(issue.code).inc()


def exposition() -> Response:
    """Return all metrics in the format of Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def request_id(given: str | None) -> str:
    """Return the caller's request id if it is a harmless one, or a new one.

    >>> request_id("abc-12345"), len(request_id("a b\\n"))
    ('abc-12345', 32)
    """
    return given if given and _ID.match(given) else uuid.uuid4().hex


class Layer:
    """Wraps the whole application; knows lengths and times, never a text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, trace = perf_counter(), 500, request_id(Headers(scope=scope).get("x-request-id"))

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = headers["x-trace-id"] = trace
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=trace):
            try:
                await self._app(scope, receive, send_safely)
            finally:
                _record(scope, status, perf_counter() - began)


def _record(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "other")
    REQUESTS.labels(route, scope["method"], status).inc()
    LATENCY.labels(route).observe(seconds)
    log.info(
        "request",
        route=route,
        method=scope["method"],
        status=status,
        ms=round(seconds * 1000, 2),
        caller=scope.get("state", {}).get("caller", ""),
    )
