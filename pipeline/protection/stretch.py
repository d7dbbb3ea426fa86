"""Stretches of a text that are not Chinese: where names, numbers and signs can stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

# Characters of plain Chinese, as a class of characters: nothing that must survive begins with one.
CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff\u3000-\u3004\u3008-\u301f，。！？；：、（）［］｛｝｜“”…—·\s"
_STRETCH = re.compile(rf"[^{CHINESE}](?:[^\u3400-\u4dbf\u4e00-\u9fff]*[^{CHINESE}])?")


def matches(pattern: regex.Pattern[str], text: str) -> Iterator[regex.Match[str]]:
    """Yield the matches of a pattern that begin in a stretch; it sees two characters behind it."""
    for found in _STRETCH.finditer(text):
        start, end = found.span()
        for match in pattern.finditer(text, start, min(len(text), end + 2)):
            if match.start() < end:
                yield match
