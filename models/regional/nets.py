"""Signs that a conversion went wrong: what no right output shows."""

from __future__ import annotations

import re
from functools import cache

import regex

from models.regional.script import to_hong_kong

_DOUBLED = regex.compile(r"(\p{Han})\1")


def doubled(before: str, after: str) -> str | None:
    """Return a doubled character that a text has and its source has not.

    >>> doubled("存量高清屏幕", "存量高清螢幕幕"), doubled("天天向上", "天天向上")
    ('幕幕', None)
    """
    found = [match[0] for match in _DOUBLED.finditer(after)]
    return found[-1] if len(found) > len(_DOUBLED.findall(before)) else None


def leftover(text: str) -> str | None:
    """Return the first Simplified character of a text that should be Traditional.

    >>> leftover("輕薄連衣裙"), leftover("輕薄连衣裙")
    (None, '连')
    """
    found = _simplified().search(text)
    return found[0] if found else None


@cache
def _simplified() -> re.Pattern[str]:
    """Return what matches the mainland's own characters that have another form elsewhere."""
    unified = "".join(map(chr, range(0x4E00, 0xA000)))
    mainland = set(unified.encode("gb2312", "ignore").decode("gb2312"))
    alone = sorted(mainland - set(unified.encode("big5", "ignore").decode("big5")))
    script = to_hong_kong()
    other = (character for character in alone if script.convert(character) != character)
    return re.compile(f"[{''.join(other)}]")
