"""Full-width letters, figures and signs as the rooms know them, one character for one."""

from __future__ import annotations

import regex

# Full-width punctuation is how Chinese is written, and stays: ，：；！？（）［］｛｝～｜.
_WIDE = regex.compile(
    "[Ａ-Ｚａ-ｚ０-９％＋－／＝＆＃＄＠＊＜＞＿￥．]"
    "|(?<=[０-９])[，：～](?=[０-９])"  # and inside numbers
)
WIDE_COMMA = regex.compile("[０-９]，[０-９]{3}")
_TABLE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("￥"): ord("¥")}


def fold(text: str) -> str:
    """Return a text of the same length with its full-width letters, figures and signs folded.

    >>> fold("Ａ４纸，１５．６％")
    'A4纸，15.6%'
    >>> fold("１，２９９元，１９：３０")
    '1,299元，19:30'
    """
    if not _WIDE.search(text):
        return text
    return _WIDE.sub(lambda match: chr(_TABLE[ord(match[0])]), text)
