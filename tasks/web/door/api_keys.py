"""Who is asking: keys of 32 random bytes, shown once and kept as their SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9._-]{1,64}):(?P<digest>[0-9a-f]{64})(?::(?P<seller>[A-Za-z0-9._~%-]+))?\Z"
)


class InvalidKeyLine(ValueError):
    """A line that is no ``name:sha256``, or one of a shop among those that may do everything."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(
            f"API key {position} is not 'name:sha256' or, of a shop's key, 'name:sha256:seller'; "
            "`haiyi keys new NAME` prints such a line"
        )


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sends a request.

    Attributes:
        name: of the key; ``anonymous`` where no keys are configured.
        is_admin: may edit the platform's glossary.
        is_known: came with a key.
        seller_id: the one shop that the key belongs to; None for a key of the platform.
    """

    name: str
    is_admin: bool = False
    is_known: bool = True
    seller_id: str | None = None

    def sees(self, seller_id: str) -> bool:
        """Tell whether what belongs to a shop may be seen and changed with this key."""
        return self.seller_id is None or self.seller_id == seller_id


LOCAL = Caller("anonymous", is_admin=True, is_known=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys that open the door; an empty ring leaves it open."""

    callers: tuple[tuple[str, Caller], ...] = ()

    @classmethod
    def parse(cls, lines: Iterable[str], admins: Iterable[str] = ()) -> KeyRing:
        """Build a ring from ``name:sha256`` lines, with ``:seller`` behind those of a shop.

        Raises:
            InvalidKeyLine: naming its position, never its content.
        """
        rows = [(line, False) for line in lines] + [(line, True) for line in admins]
        return cls(tuple(_read(line, at, is_admin) for at, (line, is_admin) in enumerate(rows, 1)))

    def __bool__(self) -> bool:
        return bool(self.callers)

    def identify(self, token: str) -> Caller | None:
        """Return whose key this is; every key is compared, in constant time."""
        given, found = fingerprint(token), None
        for digest, caller in self.callers:
            if hmac.compare_digest(digest, given):
                found = caller
        return found


def fingerprint(token: str) -> str:
    """Return what is kept of a key: 256 random bits need no slow hash.

    >>> fingerprint("secret")[:12]
    '2bb80d537b1d'
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def mint(name: str, seller_id: str | None = None) -> tuple[str, str]:
    """Return a new key, to be shown once, and the line to configure for it."""
    token = f"haiyi_{secrets.token_urlsafe(32)}"
    whose = "" if seller_id is None else f":{quote(seller_id, safe='')}"
    return token, f"{name}:{fingerprint(token)}{whose}"


def token_in(headers: Mapping[str, str], fallback: str | None = None) -> str | None:
    """Return the key a request came with.

    >>> token_in({"authorization": "DeepL-Auth-Key k1:fx"}), token_in({"x-api-key": "k2"})
    ('k1:fx', 'k2')
    """
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "deepl-auth-key") and value.strip():
        return value.strip()
    return headers.get("x-api-key") or fallback or None


def _read(line: str, position: int, is_admin: bool) -> tuple[str, Caller]:
    match = _LINE.match(line)
    if not match or (is_admin and match["seller"]):
        raise InvalidKeyLine(position)
    seller_id = unquote(match["seller"]) if match["seller"] else None
    return match["digest"], Caller(match["name"], is_admin, seller_id=seller_id)
