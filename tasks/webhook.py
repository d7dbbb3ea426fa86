"""Webhooks: a signed POST to an address that was looked at first, in a bounded time.

Signatures are those of Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from tasks import addresses

_ANSWER = 64 * 1024  # bytes of an answer that are read
_LONGEST_WAIT_S = 3600.0  # that a receiver may ask for
_TRANSIENT = (408, 409, 425, 429)
_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how a webhook is sent.

    Attributes:
        secrets: all of them sign, so that one can be replaced while both are known.
        allowed: hosts, or networks as CIDR, that may be private and may go without TLS.
        timeout_s: for everything together, from the first byte to the last.
    """

    url: str
    secrets: tuple[SecretStr, ...]
    allowed: tuple[str, ...] = ()
    timeout_s: float = 5.0


class Undelivered(Exception):
    """A receiver did not take a webhook.

    Attributes:
        reason: stable and short, such as ``status_500``, ``timeout``, ``refused_address``.
        may_pass: another attempt may be of use, after ``retry_after_s`` where that is given.
    """

    def __init__(self, reason: str, *, may_pass: bool, retry_after_s: float | None = None) -> None:
        self.reason, self.may_pass, self.retry_after_s = reason, may_pass, retry_after_s
        super().__init__(reason)


def check(endpoint: Endpoint) -> None:
    """Do nothing for an endpoint that can be used.

    Raises:
        ValueError: the URL is malformed, or names a scheme or port that is not allowed.
    """
    url = urlsplit(endpoint.url)
    is_private = addresses.is_allowed(url.hostname or "", endpoint.allowed)
    if url.scheme not in (("https", "http") if is_private else ("https",)) or not url.hostname:
        raise ValueError("a webhook's URL must begin with https://")
    if url.username or url.password or url.fragment:
        raise ValueError("a webhook's URL must hold neither a password nor a fragment")
    if url.port not in (None, 443) and not is_private:
        raise ValueError("a webhook's port must be 443")
    if not endpoint.secrets:
        raise ValueError("a webhook needs a secret to be signed with: set HAIYI_WEBHOOK_SECRETS")


def sign(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a webhook, as its header has it; ``whsec_`` secrets are Base64."""
    key = (
        base64.b64decode(secret.removeprefix(_PREFIX))
        if secret.startswith(_PREFIX)
        else secret.encode()
    )
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def post(endpoint: Endpoint, delivery_id: str, body: bytes, *, now: float | None = None) -> None:
    """Send a webhook; raising nothing means that the receiver has it.

    Raises:
        Undelivered: it did not take it.
    """
    try:
        check(endpoint)
        url = urlsplit(endpoint.url)
        port = url.port or (443 if url.scheme == "https" else 80)
        address = addresses.resolve(str(url.hostname), port, endpoint.allowed)
    except ValueError as error:
        raise Undelivered("refused_url", may_pass=False) from error
    except addresses.RefusedAddress as error:
        raise Undelivered("refused_address", may_pass=False) from error
    except OSError as error:
        raise Undelivered("unknown_host", may_pass=True) from error
    headers = _headers(endpoint, delivery_id, int(time.time() if now is None else now), body)
    connection = _Pinned(url, (address, port), endpoint.timeout_s)
    _judge(*_exchange(connection, _target(url), body, headers))


class _Pinned(HTTPConnection):
    """A connection to an address that was looked at, under the name that it was looked up by."""

    def __init__(self, url: SplitResult, address: tuple[str, int], timeout_s: float) -> None:
        super().__init__(str(url.hostname), address[1], timeout=timeout_s)
        self._address, self._is_tls = address, url.scheme == "https"
        self._deadline_s = timeout_s
        self.is_late = False

    def connect(self) -> None:
        """Connect, and be cut off at the deadline, however slowly the other side drips."""
        opened = socket.create_connection(self._address, self._deadline_s)
        self._timer = threading.Timer(self._deadline_s, self._cut, (opened,))
        self._timer.daemon = True
        self._timer.start()
        self.sock = opened
        if self._is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(opened, server_hostname=self.host)

    def _cut(self, opened: socket.socket) -> None:
        self.is_late = True
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close, and cancel the deadline."""
        if hasattr(self, "_timer"):
            self._timer.cancel()
        super().close()


def _headers(endpoint: Endpoint, delivery_id: str, now: int, body: bytes) -> dict[str, str]:
    secrets = [secret.get_secret_value() for secret in endpoint.secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Haiyi-Webhook",
        "webhook-id": delivery_id,
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(sign(s, delivery_id, now, body) for s in secrets),
    }


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _exchange(
    connection: _Pinned, target: str, body: bytes, headers: dict[str, str]
) -> tuple[int, str]:
    """Return the status of the answer, and how long it asks us to wait."""
    try:
        connection.request("POST", target, body, headers)
        response: HTTPResponse = connection.getresponse()
        response.read(_ANSWER)
        return response.status, response.getheader("retry-after", "")
    except ssl.SSLError as error:
        reason = "timeout" if connection.is_late else "tls"
        raise Undelivered(reason, may_pass=True) from error
    except (OSError, HTTPException) as error:
        late = connection.is_late or isinstance(error, TimeoutError)
        raise Undelivered("timeout" if late else "connection", may_pass=True) from error
    finally:
        connection.close()


def _judge(status: int, retry_after: str) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Undelivered("redirect", may_pass=False)
    wait = min(float(retry_after), _LONGEST_WAIT_S) if retry_after.isdecimal() else None
    may_pass = status >= 500 or status in _TRANSIENT
    raise Undelivered(f"status_{status}", may_pass=may_pass, retry_after_s=wait)
