"""Traditional characters and the simplified ones that stand for them, one for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache


@cache
def characters() -> Mapping[int, str]:
    """Return a table for ``str.translate``: code of a Traditional character → the simplified one.

    Source: OpenCC's table of characters; those that it writes with several are left out.

    >>> "毛線帽、裡".translate(characters())
    '毛线帽、里'
    """
    import opencc

    han = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(a): b for a, b in zip(han, simplified, strict=True) if a != b and len(b) == 1}


def simplified(text: str) -> str:
    """Return a text with the simplified characters in place of Traditional ones.

    >>> simplified("毛線帽、裡"), simplified("Bag")
    ('毛线帽、里', 'Bag')
    """
    if text.isascii() or not _traditional().search(text):
        return text
    return text.translate(characters())


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, characters()))}]")
