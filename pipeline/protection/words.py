"""Words in Latin or any third script, numbers and prices: a text in Chinese copies them.

A plain word (vintage) and a short one in capitals (USB, V) is left in the sentence, because its
grammar needs it; :mod:`pipeline.check` tells whether it came through.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

import regex

from pipeline.protection import english, quotes, stretch
from pipeline.protection.marks import SHADE
from pipeline.protection.span import Span, SpanKind

# Units and multipliers that stick to a number in Latin letters.
_UNIT = (
    r"(?:(?:mAh|lbs|cm|mm|km|ml|mL|ML|kg|KG|mg|oz|lb|in|ft|Wh|Hz|GB|TB|MB|[μµ][mglLFsAVH]|[mLlgGWwVvADKkP])"
    "(?![A-Za-z]))"
)
_DIGITS = r"\d++(?:[.,:]\d++)*+"
_SHARE = "(?:[%％‰℃℉]|°[CF]?)"
_PHONE = (
    r"\+\d{1,3}[ -]\d{2,4}(?:[ -]\d{3,8}){1,3}|1\d{2}[ ]\d{4}[ ]\d{4}|[48]00[ ]\d{3}[ ]\d{4}"
    r"|0\d{2,3}[ ]\d{7,8}"
)
# After these a number counts something, and does not belong to the name before it.
_COUNTED = "[\\d.,:%％折元块年月日天个件只条双包盒米寸斤码号岁后人次分片支瓶袋套]"
_OWN = {"ja": r"\p{Hiragana}\p{Katakana}ー", "ko": r"\p{Hangul}", "th": r"\p{Thai}"}
_SPACED = {"ru": r"\p{Cyrillic}", "uk": r"\p{Cyrillic}", "ar": r"\p{Arabic}"}
_TAIL = r"²³¹⁰-₉½¼¾⅐-⅞µΩ°℃℉\u3371-\u33DF®™©"


@cache
def _pattern(source: str) -> regex.Pattern[str]:
    """Return the pattern for texts in one language, whose own letters are no words to copy."""
    own = _OWN.get(source, _SPACED.get(source, ""))
    letter = rf"[\p{{L}}\p{{Nl}}µΩ--[\p{{Han}}ー々〆ヶ{own}]]"
    more = rf"[[\p{{L}}\p{{Nl}}\p{{Nd}}\p{{M}}ー{_TAIL}]--[\p{{Han}}々〆ヶ{own}]]"
    inner = rf"[[\p{{L}}\p{{Nd}}\p{{M}}]--[\p{{Han}}々〆ヶ{own}]]"
    plural = r"(?:(?<=s)[’'](?=[ ]))?"  # Martens’ 1460
    word = rf"{letter}{more}*+(?:(?:[.·'’+_/・-]|&(?![a-zA-Z]{{2,8}};))?{more}++)*+{plural}"
    follows = rf"[ ](?=\p{{Lu}}){word}"
    if _is_unspaced(source):
        follows = rf"(?:\.?[ ](?:&[ ])?|[ ]?[‘’']n[’'][ ]?)(?!\p{{L}}\p{{Han}}){word}"
    number = rf"(?<=\p{{L}})[ ]\d++(?!{_COUNTED}|[A-Za-z])"
    return regex.compile(
        rf"""
          (?P<price>(?:US|HK|MOP|NT|A|C|S)?[$＄¥￥€£₩]\s?{_DIGITS}
            (?:\s?[-~～–]\s?[$¥￥]?{_DIGITS})?+(?:[kKwW+](?![A-Za-z]))?+)
        | (?P<name>(?<!{inner})(?:
              {word}(?:{follows}|{number})*+\+*+
            | \d{{1,3}}%[ ](?={letter}){word}(?:{follows})*+
            | [’']?\d++(?!{_UNIT}(?!{more}))-?(?={letter}){word}(?:{follows})*+\+*+))
        | (?P<number>(?<![\p{{L}}\p{{Nd}}--\p{{Han}}])(?:{_PHONE})(?!\d)
            |(?<![\p{{L}}\p{{Nd}}--\p{{Han}}])[+\-−±’']?{_DIGITS}(?:['’′]\d++|{_UNIT}|{_SHARE})?+
            (?:(?:\s?[~～–—×xX*/：]\s?[+\-−]?|\s?±\s?|\+(?=\d{{1,4}}\s?[GT])|-|\s-\s){_DIGITS}(?:{_UNIT}|{_SHARE})?+)*+
            (?:\s?(?:{_SHARE}|[wW](?=\+)|{_UNIT}(?![A-Za-z]))|(?<=\.\d{{1,3}})[A-Za-z]{{2,6}}(?![A-Za-z\d]))?+[{_TAIL}]*+\+?
            (?:{SHADE})?+)
        """,
        regex.VERBOSE | regex.V1,
    )


def find(text: str, source: str = "zh", *, mixed: bool = False) -> list[Span]:
    """Return the names, numbers and prices of a text in the language ``source``, in order.

    ``mixed``: every word is a border between stretches of Chinese.

    >>> [s.text for s in find("Estée Lauder眼霜 Levi’s vintage牛仔 ハローキティ 6.7”屏 ¥39.9")]
    ['Estée Lauder', 'Levi’s vintage', 'ハローキティ', '6.7”', '¥39.9']
    """
    if source == "en":
        return english.find(text)
    closing = {end for _, end in quotes.pairs(text)}
    unspaced = _is_unspaced(source)
    spans = []
    for match in stretch.matches(_pattern(source), text):
        start, end = match.span()
        is_number, after = match.lastgroup == "number", text[end : end + 1]
        if is_number and after and after in '”"″' and end not in closing:
            end += 1  # inches
        span = Span(start, end, cast(SpanKind, match.lastgroup), text[start:end])
        if mixed and span.kind == "name" and end - start > 1:
            spans.append(Span(start, end, "tag", span.text))
        elif span.kind != "name" or _is_name(span.text, unspaced):
            spans.append(span)
    return spans


def plain(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words stand that :func:`find` leaves to the sentence.

    >>> [(a, b) for a, b in plain("vintage牛仔 V领 Nike")]
    [(0, 7), (10, 11)]
    """
    for match in stretch.matches(_pattern("zh"), text):
        if match.lastgroup == "name" and not _is_name(match[0], True):
            yield match.span()


def _is_unspaced(source: str) -> bool:
    return source in ("zh", "ja", "th", "ko")


def _is_name(word: str, unspaced: bool) -> bool:
    """Tell a name, a code, a foreign word or several words from a plain one."""
    if (len(word) < 2 and word.isascii()) or word == "の":
        return False
    if not word.isascii():
        return unspaced or _has_sign(word)
    return (unspaced and " " in word) or _has_sign(word)


def _has_sign(word: str) -> bool:
    """Tell whether a word has figures, both cases (iPhone), four capitals or a sign (H&M)."""
    upper = sum(map(str.isupper, word))
    lower = any(map(str.islower, word))
    joined = any(sign in word for sign in "&.’'·")
    return any(map(str.isdigit, word)) or (upper > 0 and lower) or upper >= 4 or joined
