"""What is around every request: its id, a limit to its body, safe headers, and no stack traces."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.web import metrics
from tasks.web.door.refusal import answer, refusal

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


def request_id(given: str | None) -> str:
    r"""Return the caller's request id if it is a harmless one, or a new one.

    >>> request_id("abc-12345"), len(request_id("a b\n"))
    ('abc-12345', 32)
    """
    return given if given and _ID.match(given) else uuid.uuid4().hex


class Layer:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, body_bytes: int) -> None:
        self._app, self._body_bytes = app, body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, reply = (
            perf_counter(),
            _Reply(send, request_id(Headers(scope=scope).get("x-request-id"))),
        )
        with structlog.contextvars.bound_contextvars(request_id=reply.request_id):
            try:
                await self._app(scope, _Bounded(receive, self._body_bytes, scope), reply)
            except Exception as error:  # noqa: BLE001 - the last door; uvicorn would print a trace
                log.error("unforeseen", kind=type(error).__name__, path=scope["path"])
                if not reply.status:
                    await answer(Request(scope), refusal(error))(scope, receive, reply)
            finally:
                metrics.record(scope, reply.status or 500, perf_counter() - began)


@dataclass
class _Reply:
    """Sends a response with the headers that every response has."""

    send: Send
    request_id: str
    status: int = field(default=0, init=False)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _SAFE.items():
                headers.setdefault(name, value)
            headers["x-request-id"] = headers["x-trace-id"] = self.request_id
        await self.send(message)


@dataclass
class _Bounded:
    """Receives a body up to a length, whether or not its length was announced."""

    receive: Receive
    room: int
    scope: Scope

    async def __call__(self) -> Message:
        announced = Headers(scope=self.scope).get("content-length", "")
        if announced.isdigit() and int(announced) > self.room:
            raise HTTPException(413)
        message = await self.receive()
        self.room -= len(message.get("body", b""))
        if self.room < 0:
            raise HTTPException(413)
        return message
