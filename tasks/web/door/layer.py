"""What is around every request: its id, a limit to its body, safe headers, and no stack traces."""

from __future__ import annotations

import asyncio
import math
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.web import metrics
from tasks.web.door.home import Home
from tasks.web.door.refusal import Refused, answer, refusal

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
    """Wraps the whole application.

    ``room`` is how many bytes a body may have at a path; ``home`` is there without keys.
    """

    def __init__(
        self, app: ASGIApp, room: Callable[[str], int], body_s: float, home: Home | None
    ) -> None:
        self._app, self._room, self._body_s, self._home = app, room, body_s, home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, began = Headers(scope=scope), perf_counter()
        reply = _Reply(send, request_id(headers.get("x-request-id")))
        until = asyncio.get_running_loop().time() + self._body_s
        with structlog.contextvars.bound_contextvars(request_id=reply.request_id):
            try:
                if self._home:
                    self._home.admit(scope["method"], headers)
                bounded = _Bounded(receive, self._room(scope["path"]), headers, until)
                await self._app(scope, bounded, reply)
            except Refused as refused:
                await answer(Request(scope), refused)(scope, receive, reply)
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
    """Receives a body up to a length, whether or not its length was announced.

    Attributes:
        room: bytes that may still come; what is announced is looked at before the first of them.
        until: when all of it must be here, on the clock of the event loop.
    """

    receive: Receive
    room: int
    headers: Headers
    until: float
    _looked: bool = field(default=False, init=False)

    async def __call__(self) -> Message:
        if not self._looked and _announced(self.headers) > self.room:
            raise HTTPException(413)
        self._looked = True
        message = await self._part()
        self.room -= len(message.get("body", b""))
        if self.room < 0:
            raise HTTPException(413)
        if not message.get("more_body", False):
            self.until = math.inf  # what comes now is that the caller has gone
        return message

    async def _part(self) -> Message:
        if self.until == math.inf:
            return await self.receive()
        try:
            async with asyncio.timeout_at(self.until):
                return await self.receive()
        except TimeoutError:
            raise HTTPException(408) from None


def _announced(headers: Headers) -> int:
    """Return the length that a body is said to have; nothing where that is not said."""
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
