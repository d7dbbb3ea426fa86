"""Webhooks: a signed POST that goes only where it may, and never takes longer than its time.

Signatures are those of Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpcore
from pydantic import SecretStr

from tasks.delivery.addresses import Allowed, RefusedAddress, literal
from tasks.delivery.outbound import PORTS, exchange

_LONGEST_WAIT_S = 24 * 3600.0  # that a receiver may ask for
_MAY_PASS = frozenset({408, 409, 425, 429})  # and all from 500
_PREFIX = "whsec_"
_URL = re.compile(r"[!-~]+")

# What became of the connection, the most special first; all of it may pass.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "timeout"),
    (ssl.SSLError, "tls"),
    (socket.gaierror, "unknown_host"),
    (OSError, "connection"),
    (httpcore.RemoteProtocolError, "no_answer"),  # closed without one, or it is not HTTP
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how webhooks are sent.

    Attributes:
        url: may hold a token, and so is never shown.
        secrets: plain text, or ``whsec_`` and Base64; all sign, so that one can be replaced.
        allowed: hosts or networks that may be private, go without TLS, and have any port.
        timeout_s: for everything together, from resolving the name to the end of the answer.
    """

    url: str = field(repr=False)
    secrets: tuple[SecretStr, ...]
    allowed: tuple[str, ...] = ()
    timeout_s: float = 5.0


class Undelivered(Exception):
    """A receiver did not take a webhook.

    Attributes:
        reason: stable and short, such as ``status_500``, ``timeout`` or ``refused_address``.
        may_pass: another attempt may be of use, after ``retry_after_s`` where that is known.
    """

    def __init__(self, reason: str, *, may_pass: bool, retry_after_s: float | None = None) -> None:
        self.reason, self.may_pass, self.retry_after_s = reason, may_pass, retry_after_s
        super().__init__(reason)


def check(endpoint: Endpoint) -> None:
    """Do nothing for an endpoint that webhooks can be sent to, as far as that shows beforehand.

    Raises:
        ValueError: of its URL, its secrets or what is allowed; the message holds neither of them.
    """
    allowed = Allowed.parse(endpoint.allowed)
    host = _url(endpoint.url, allowed).host.decode()
    address = literal(host)
    if address and not allowed.admits(host, address):
        raise ValueError(str(RefusedAddress(host, host)))
    _keys(endpoint)


def post(endpoint: Endpoint, delivery_id: str, body: bytes, *, now: float | None = None) -> None:
    """Send a webhook; raising nothing means that the receiver has it.

    ``now`` is what its timestamp says, in Unix seconds.

    Raises:
        Undelivered: it does not have it, or did not say so in time.
    """
    now = time.time() if now is None else now
    try:
        allowed = Allowed.parse(endpoint.allowed)
        url = _url(endpoint.url, allowed)
        headers = _headers(_keys(endpoint), delivery_id, int(now), body)
    except ValueError as error:
        raise Undelivered("refused_url", may_pass=False) from error
    try:
        status, retry_after = exchange(url, headers, body, allowed, endpoint.timeout_s)
    except RefusedAddress as error:
        raise Undelivered("refused_address", may_pass=False) from error
    except (OSError, httpcore.RemoteProtocolError) as error:
        reason = next(reason for kind, reason in _REASONS if isinstance(error, kind))
        raise Undelivered(reason, may_pass=True) from error
    _judge(status, wait_s(retry_after, now))


def sign(key: bytes, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Return a signature as the header has it.

    >>> sign(base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ...      "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def wait_s(retry_after: str, now: float) -> float | None:
    """Return how long a receiver asks us to wait, in seconds, at most a day.

    >>> wait_s("120", 0), wait_s("Thu, 01 Jan 1970 00:02:00 GMT", 60), wait_s("soon", 0)
    (120.0, 60.0, None)
    """
    try:
        is_date = not retry_after.isdecimal()
        wait = parsedate_to_datetime(retry_after).timestamp() - now if is_date else int(retry_after)
    except (ValueError, OverflowError):
        return None
    return float(min(max(wait, 0), _LONGEST_WAIT_S))


def _url(text: str, allowed: Allowed) -> httpcore.URL:
    """Return an URL taken apart, once; what is allowed may go without TLS, and to any port."""
    try:
        if not _URL.fullmatch(text):  # urlsplit drops line breaks without a word
            raise ValueError
        parts, host = urlsplit(text), (urlsplit(text).hostname or "").rstrip(".")
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:  # whose message may repeat a password
        raise ValueError("a webhook's URL must be plain ASCII: https://host/path") from None
    if not host or parts.scheme not in PORTS:
        raise ValueError("a webhook's URL must begin with https:// and a host")
    if "@" in parts.netloc or parts.fragment:
        raise ValueError("a webhook's URL must hold neither a password nor a fragment")
    if not allowed.lists(host) and (parts.scheme, port) != ("https", 443):
        raise ValueError(
            f"{host}: webhooks go to https:// and port 443 only; anything else is for hosts "
            "that are listed in HAIYI_WEBHOOK_ALLOW"
        )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return httpcore.URL(scheme=parts.scheme, host=host, port=port, target=target)


def _keys(endpoint: Endpoint) -> list[bytes]:
    """Return what signs."""
    secrets = [secret.get_secret_value() for secret in endpoint.secrets]
    try:
        keys = [
            base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
            if secret.startswith(_PREFIX)
            else secret.encode()
            for secret in secrets
        ]
    except binascii.Error:
        raise ValueError("what follows whsec_ in a webhook's secret must be Base64") from None
    if not keys or not all(keys):
        raise ValueError("a webhook needs a secret to be signed with: set HAIYI_WEBHOOK_SECRETS")
    return keys


def _headers(keys: list[bytes], delivery_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Haiyi-Webhook",
        "Connection": "close",
        "Webhook-Id": delivery_id,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": " ".join(sign(key, delivery_id, timestamp, body) for key in keys),
    }


def _judge(status: int, retry_after_s: float | None) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Undelivered("redirect", may_pass=False)
    may_pass = status >= 500 or status in _MAY_PASS
    wait = retry_after_s if may_pass else None
    raise Undelivered(f"status_{status}", may_pass=may_pass, retry_after_s=wait)
