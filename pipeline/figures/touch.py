"""Where two figures, or a figure and a Latin word, would run into one."""

from __future__ import annotations

import re

_ENDS = re.compile(r"[0-9A-Za-z.,]\Z")
_STARTS = re.compile(r"[0-9.]|(?:US|HK|NT|A|C|S)?[$][0-9]|[¥￥€£₩฿<>≤≥≈±~+−-]\s?[$¥€£]?\s?[0-9]")


def touch(before: str, after: str) -> bool:
    """Tell whether a figure that is written next to something needs a space between.

    >>> touch("¥10", "500克"), touch("型號A5", "33.3厘米"), touch("約", "3公斤")
    (True, True, False)
    """
    return bool(_ENDS.search(before[-1:]) and _STARTS.match(after))
