"""A server without keys is its own machine's: pages of others may neither read nor write."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.web.door.refusal import Refused

_READS = ("GET", "HEAD", "OPTIONS")
_OTHERS = ("cross-site", "same-site")  # what browsers say of pages that are not the server's own


@dataclass(frozen=True, slots=True)
class Home:
    """Whom a server without keys listens to.

    A name that leads here is not enough: a page whose name is made to lead to this machine would
    be read and written by whoever made it.

    Attributes:
        origins: of other pages that may call, as ``HAIYI_CORS`` has them.
    """

    origins: frozenset[str] = frozenset()

    def admit(self, method: str, headers: Mapping[str, str]) -> None:
        """Do nothing for a request from this machine and its own pages.

        Raises:
            Refused: 403, the host is not this machine, or another site's page wants to write.
        """
        host = headers.get("host", "")
        if not is_loopback(hostname(f"//{host}")):
            hint = "ask for localhost or 127.0.0.1, or configure HAIYI_API_KEYS"
            raise Refused(403, "forbidden", "without keys only this machine may call", hint=hint)
        if method not in _READS and not self._is_own(host, headers):
            hint = "list it in HAIYI_CORS, or configure HAIYI_API_KEYS"
            raise Refused(403, "forbidden", "a page of another site may not write", hint=hint)

    def _is_own(self, host: str, headers: Mapping[str, str]) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "")
        if site == "same-origin":  # no page can say that of itself; its plain forms send no origin
            return True
        if origin is None:
            return site not in _OTHERS
        return origin in self.origins or origin.partition("://")[2] == host


def hostname(url: str) -> str:
    """Return the host of an URL in lower case, or nothing where it is malformed.

    >>> hostname("//[::1]:8000"), hostname("//localhost."), hostname("//[x")
    ('::1', 'localhost', '')
    """
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
