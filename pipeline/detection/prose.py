"""Leave of a text what tells its language: no links, mentions, marks, markup, codes or brands."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import regex

_BRANDS = Path(__file__).parents[1] / "data" / "brands.toml"
_LONGEST = 2_000  # characters looked at: the language shows in the first lines or not at all

_UNITS = "cm|mm|km|ml|kg|mg|oz|lbs?|ft|mah|wh?|hz|khz|[gtm]b|db|pcs|[cmglvwx]"
# What every noise begins with, so that most characters are looked at once.
_BEGINS = r"(?=[<&{%@\[$€£¥a-z\d.+*/_-]|\s[$€£¥]|\b[\w.+-]++@)"
_NOISE = regex.compile(
    rf"""{_BEGINS}(?:
      <[^<>]{{1,200}}> | &\#?\w{{1,10}};                                # markup
    | (?:https?|ftp)://\S+ | \bwww\.\S+ | \b[\w.+-]++@[\w-]+\.[\w.]+    # links, addresses
    | \{{\{{?[^{{}}]{{0,100}}\}}\}}? | %(?:\(\w{{1,40}}\))?(?:\d\$)?[sd@] | %\w{{1,40}}%
    | <[?%][^<>]{{0,200}}> | \[/?[a-z][\w-]{{0,40}}(?:\s[^\[\]]{{0,200}})?\]
    | @[\w.·-]+ | \[[^\[\]\s]{{1,10}}\]                             # mentions, stickers
    | \b(?:us|hk|nt|mop|[acsr])?\s?[$€£¥]                              # currencies
    | (?<![a-z.+*/_-])[a-z.+*/_-]*+\d[a-z\d.,:+*/_-]*+(?:\s?(?:{_UNITS})\b)?+  # codes, sizes
    )""",
    regex.VERBOSE | regex.IGNORECASE,
)
_MARK = regex.compile(r"#[^#\s]{1,40}#|#\w*")
_SIZE = regex.compile(r"\b[SMLX]{1,4}\b")
_LETTER = regex.compile(r"\p{L}")
# Full-width forms, one for one, and characters that have no other form than their own.
_WIDE = re.compile("[\uff01-\uff5e]")
_ODD = re.compile("[^\x00-\x7f\u3001-\u3020\u4e00-\u9fff]")


def prose(text: str) -> str:
    """Return the words of a text that belong to its language.

    The words of hashtags are left out where there are others, because sellers write them in any
    language; compatibility forms (ｆｕｌｌ ｗｉｄｔｈ, ㎏) become plain ones.

    >>> prose("Sony WH-1000XM5 耳机套 size XL @shop #deal").split()
    ['耳机套', 'size']
    >>> prose("#ins风穿搭").strip(), prose("https://a.example/手机").strip()
    ('ins风穿搭', '')
    """
    plain = _normalized(text[:_LONGEST])[:_LONGEST]
    bare = _NOISE.sub(" ", plain)
    unmarked = _SIZE.sub(" ", _MARK.sub(" ", bare))
    if not _LETTER.search(unmarked):
        unmarked = _SIZE.sub(" ", bare.replace("#", " "))
    return _brands().sub(" ", unmarked)


def _normalized(text: str) -> str:
    """Return a text in NFKC, which is dear where nothing but full-width signs has to change."""
    narrow = _WIDE.sub(lambda match: chr(ord(match[0]) - 0xFEE0), text)
    return unicodedata.normalize("NFKC", text) if _ODD.search(narrow) else narrow


@cache
def _brands() -> regex.Pattern[str]:
    """Return what matches the brands of the table, whole words in any case."""
    names = tomllib.loads(_BRANDS.read_text("utf-8"))["brands"]
    longest_first = sorted(map(regex.escape, names), key=len, reverse=True)
    return regex.compile(rf"\b(?:{'|'.join(longest_first)})\b", regex.IGNORECASE)
