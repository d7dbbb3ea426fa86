"""Stickers, emoji, hash marks, list marks, arrows and other signs, and Markdown.

All but the signs are borders: what stands on either side is translated for itself.
"""

from __future__ import annotations

from typing import cast

import regex

from pipeline.protection import stretch
from pipeline.protection.span import Span, SpanKind, merge

_HAN = regex.compile(r"\p{Han}")
_STICKERS = "笑哭|爱心|玫瑰|强|捂脸|鼓掌|偷笑|色|害羞|哭惹|飞吻|doge|允悲|泪|二哈|吃瓜|心|赞|话题"
_SIGNS = "[[\\p{Sm}\\p{No}\\p{Sk}]--[\\p{ASCII}×²³¹⁰-₉ˊˋ˙～｜＜＞＝＋]]"
_LISTED = "[Ⓐ-ⓩ①-⒛⓪⓫-⓿❶-➓㈠-㈩㊀-㊉㉑-㊿🄀-🄌㊤-㊨]"
# 36# and 色号01# are sizes and shades.
SHADE = r"(?<=(?:[号號色码碼款]|(?<![\p{L}\p{N}.#＃]))\d{1,2})[#＃](?=\p{Han}|[\s,，、/]|\Z)"
_HASH = rf"(?!{SHADE})[#＃]"
_STICKER = regex.compile(rf"\[[^\[\]\s]{{1,10}}R\]|\[(?:{_STICKERS})\]")
_PATTERN = regex.compile(
    rf"""
      (?P<literal>[⟦⟧])
    | (?P<mark>{_HASH}|{_LISTED}[、.．)）]?|[\p{{Arrows}}➔-➾⟵-⟿]++)
    | (?P<emoji>(?:\p{{RI}}{{2}}|[0-9*]\uFE0F?\u20E3
        |(?:[\p{{Extended_Pictographic}}--[®™©]]|[\p{{So}}--[°℃℉№®™©\u3371-\u33DF]])(?:\uFE0F|\p{{EMod}})?
         (?:\u200D\p{{Extended_Pictographic}}(?:\uFE0F|\p{{EMod}})?)*+)++)
    | (?P<border>[<>]|(?<=\p{{Han}}\s?)[&×]|[&×](?=\s?\p{{Han}}))
    | (?P<sign>{_SIGNS}++|[№§¶†‡※©®™])
    """,
    regex.VERBOSE | regex.V1,
)
_MARKDOWN = regex.compile(
    r"""
      (?P<fence>^[ ]{0,3}(?P<tick>```+|~~~+)[^\n]*+(?:\n|\Z))
    | (?P<code>(?<!`)`(?!`)[^`\n]{1,300}+`(?!`))
    | (?P<link>!?\[(?=[^\[\]\n]{0,300}+\]\())
    | (?P<target>(?<=\])\((?:<[^<>\n]{0,500}+>|(?:[^\s()]|\([^\s()]{0,200}+\)){0,500}+)
        (?:\s{1,3}"[^"\n]{0,200}+")?\s?\))
    | (?P<mark>\*{1,3}(?![\d*])|(?<!\d)\*{1,3}(?=\d)|~~
        |(?<![A-Za-z0-9_])__?(?=[^\s_])|(?<=[^\s_])__?(?![A-Za-z0-9_])|==)
    | (?P<escape>\\[\\`*_{}\[\]()\#+.!>~|-])
    """,
    regex.VERBOSE | regex.V1 | regex.MULTILINE,
)
_PLAIN = frozenset("#[<>&")
_KINDS = {"border": "mark"}
EMPHASIS = frozenset({"*", "**", "***", "~~", "__", "_", "=="})
_CLUES = frozenset("`*~_\\]=")


def find(text: str) -> list[Span]:
    """Return stickers, emoji, marks and signs, in order.

    >>> [(s.kind, s.text) for s in find("①红色→蓝色 ½杯 😍 [害羞R]")]
    [('mark', '①'), ('mark', '→'), ('sign', '½'), ('emoji', '😍'), ('sticker', '[害羞R]')]
    """
    if text.isascii() and _PLAIN.isdisjoint(text):
        return []
    found = [
        Span(*m.span(), cast(SpanKind, _KINDS.get(m.lastgroup or "", m.lastgroup)), m[0])
        for m in stretch.matches(_PATTERN, text)
    ]
    if "[" not in text:
        return found
    return merge([Span(*m.span(), "sticker", m[0]) for m in _STICKER.finditer(text)], found)


def markdown(text: str) -> list[Span]:
    """Return the marks of Markdown, in order; code stays whole, the text of a link is left open.

    >>> [s.text for s in markdown("**加粗**看[这里](https://a.cn)和`x = 1`")]
    ['**', '**', '[', '](https://a.cn)', '`x = 1`']
    """
    if _CLUES.isdisjoint(text):
        return []
    spans: list[Span] = []
    marks: dict[str, list[Span]] = {}
    fenced = 0
    for match in _MARKDOWN.finditer(text):
        start, end = match.span()
        if start < fenced:
            continue
        if match["fence"] is not None:
            closing = text.find("\n" + match["tick"], end - 1)
            fenced = end = len(text) if closing < 0 else closing + 1 + len(match["tick"])
        if match.lastgroup == "mark":
            marks.setdefault(match[0], []).append(_border(text, start, end))
        elif match.lastgroup == "target":
            spans += _target(text, start - 1, end)
        else:
            spans.append(_border(text, start, end))
    for found in marks.values():
        spans += found[: len(found) // 2 * 2]
    return sorted(spans, key=lambda s: s.start)


def _target(text: str, start: int, end: int) -> list[Span]:
    """Return the end of a link; a title that people read is left open."""
    quote = text.find('"', start, end)
    if quote < 0 or not _HAN.search(text, quote, end):
        return [_border(text, start, end)]
    return [_border(text, start, quote + 1), _border(text, text.rfind('"', start, end), end)]


def _border(text: str, start: int, end: int) -> Span:
    return Span(start, end, "tag", text[start:end])
