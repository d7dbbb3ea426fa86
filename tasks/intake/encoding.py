"""Which encoding a file is in, told by its beginning."""

from __future__ import annotations

import codecs

SAMPLE = 2**18  # bytes that are looked at
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a Chinese Windows writes → the first and last lead byte of its everyday characters.
_STOPS = frozenset("，。、；：？！“”‘’（）《》【】「」『』…—～·　￥")
_EVERYDAY = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}


def encoding_of(data: bytes) -> str:
    """Return the encoding of a beginning of a file.

    UTF-8 with a few wrong bytes stays UTF-8, so that they can be named by line and column.

    >>> encoding_of("货号,标题".encode("gb18030")), encoding_of("貨號,標題,".encode("utf-16-le"))
    ('gb18030', 'utf-16-le')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if name := _wide(data):
        return name
    whole = data if len(data) < SAMPLE else data[: data.rfind(b"\n") + 1]
    lines = [line for line in whole.splitlines() if not line.isascii()]
    if sum(map(_is_utf8, lines)) * 2 >= len(lines):
        return "utf-8"
    return _legacy(data)


def _wide(data: bytes) -> str:
    """Return which UTF-16 a file without a mark is, if it is one."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if most < 2 or least or most * 50 < len(head):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy(data: bytes) -> str:
    """Return which Chinese encoding a text is in: the one that makes it of everyday characters.

    Both standards put those into a first level, so that the wrong reading is full of rare ones.
    """
    return max(_EVERYDAY, key=lambda name: _everyday(data, name))


def _everyday(data: bytes, encoding: str) -> float:
    try:  # its end may be half a character
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return 0.0
    first, last = _EVERYDAY[encoding]
    wide = [c for c in text if c > "\x7f" and c not in _STOPS]
    known = sum("\u4e00" <= c <= "\u9fff" and first <= c.encode(encoding)[0] <= last for c in wide)
    return known / len(wide) if wide else 0.0
