"""Every way the HTTP door says no, in the words of whoever is asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from models.errors import ModelError
from pipeline.errors import InvalidDocument, PipelineError
from tasks import policy
from tasks.web.wire import Json


class Refused(Exception):
    """A request that gets no answer but a reason.

    Attributes:
        status: of HTTP.
        code: stable, machine readable.
        field: dotted path into the request, or ``""``.
        hint: what would have worked.
        retry_after: seconds, or None where trying again is no use.
    """

    def __init__(  # noqa: PLR0913 - the parts of one answer
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str = "",
        hint: str = "",
        retry_after: int | None = None,
    ) -> None:
        self.status, self.code, self.message = status, code, message
        self.field, self.hint, self.retry_after = field, hint, retry_after
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family of clients reads errors.

    Attributes:
        body: what it reads.
        statuses: statuses it knows by another number.
    """

    body: Callable[[Refused], Mapping[str, Any]]
    statuses: Mapping[int, int]


def _native(refused: Refused) -> Mapping[str, Any]:
    parts = {"field": refused.field, "hint": refused.hint}
    told = {name: value for name, value in parts.items() if value}
    return {"error": {"code": refused.code, "message": refused.message, **told}}


def _sentence(refused: Refused) -> str:
    where = f" ({refused.field})" if refused.field else ""
    return f"{refused.message}{where}{'; ' + refused.hint if refused.hint else ''}"


NATIVE = Dialect(_native, {})
LIBRETRANSLATE = Dialect(lambda refused: {"error": _sentence(refused)}, {401: 403, 422: 400})
DEEPL = Dialect(lambda refused: {"message": _sentence(refused)}, {401: 403, 422: 400})
GOOGLE = Dialect(
    lambda refused: {
        "error": {
            "code": refused.status,
            "message": _sentence(refused),
            "errors": [{"message": _sentence(refused), "domain": "global", "reason": refused.code}],
        }
    },
    {401: 403, 422: 400},
)
_PHRASES = {413: "too long"}  # as newer versions of the standard have other words
_LIBRETRANSLATE_PATHS = ("/translate", "/download_file/", "/detect", "/languages", "/frontend/")


def dialect(path: str) -> Dialect:
    """Return the dialect of whoever asks for a path."""
    if path.startswith(("/v2/", "/v3/")):
        return DEEPL
    if path.startswith("/language/"):
        return GOOGLE
    return LIBRETRANSLATE if path.startswith(_LIBRETRANSLATE_PATHS) else NATIVE


def answer(request: Request, refused: Refused) -> Response:
    """Return the response to a refused request."""
    spoken = dialect(request.url.path)
    headers = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    if refused.status == HTTPStatus.UNAUTHORIZED and spoken is NATIVE:
        headers["WWW-Authenticate"] = "Bearer"
    status = spoken.statuses.get(refused.status, refused.status)
    return Json(spoken.body(refused), status, headers)


def refusal(error: Exception) -> Refused:
    """Return what to say about an error; of an unforeseen one, nothing but that it happened."""
    status = policy.rule(error).status
    if isinstance(error, Refused):
        return error
    if isinstance(error, InvalidDocument):
        status = 413 if error.code.startswith("too_") else status
        return Refused(status, error.code, error.message, field=error.field, hint=error.hint)
    if isinstance(error, PipelineError):
        return Refused(status, _snake(error), str(error))
    if isinstance(error, ModelError):
        hint = "`haiyi doctor` on the server says what to do"
        return Refused(status, _snake(error), "a model is not ready", hint=hint, retry_after=30)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        hint = "/readyz tells which part is down"
        message = "something that is needed does not answer"
        return Refused(status, "unavailable", message, hint=hint, retry_after=5)
    return Refused(status, "internal", "something went wrong here; the request id names it in logs")


def install(app: FastAPI) -> None:
    """Let an application answer every error in the dialect of its path."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (Refused, PipelineError, ModelError):
        app.add_exception_handler(kind, _foreseen)


async def _foreseen(request: Request, error: Exception) -> Response:
    return answer(request, refusal(error))


async def _invalid(request: Request, error: Exception) -> Response:
    """Name the first wrong field; what was sent is not repeated."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    path = [str(part) for part in first.get("loc", ())[1:]]
    message = (
        "not JSON" if first.get("type") == "json_invalid" else str(first.get("msg", "invalid"))
    )
    return answer(request, Refused(422, "invalid", message, field=".".join(path)))


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = _PHRASES.get(status, HTTPStatus(status).phrase.lower())
    code = "_".join(message.replace("-", " ").split())
    response = answer(request, Refused(status, code, message))
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response


def _snake(error: Exception) -> str:
    name = type(error).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
