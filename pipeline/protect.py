"""Find what must survive: links, mentions, markup, stickers, prices, codes, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import regex

SpanKind = Literal[
    "tag", "entity", "link", "mention", "sticker", "emoji", "mark",
    "term", "figure", "price", "code", "number", "literal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that must survive.

    Attributes:
        start, end: offsets in characters into the text it was found in.
        text: as written.
        value: what stands for it in the target, where that differs from ``text`` (a glossary
            target, a :data:`pipeline.figures.Figure`); None means copy.
    """

    start: int
    end: int
    kind: SpanKind
    text: str
    value: object | None = None

    def moved(self, offset: int) -> Span:
        """Return the same span for a text that begins ``offset`` characters later."""
        return Span(self.start - offset, self.end - offset, self.kind, self.text, self.value)


# Units and multipliers that stick to a number in Latin letters.
_UNIT = (
    r"(?:cm|mm|km|m|ml|mL|ML|L|l|kg|KG|g|G|mg|oz|lb|lbs|in|ft|W|w|V|v|A|mAh|Wh|Hz|GB|TB|MB|D|K|k|P)"
)
_DIGITS = r"\d+(?:[.,:]\d+)*"
_STOP = r"\s<>\"'，。！？；、：（）【】「」《》…\p{Han}"
_TLD = "com|cn|net|org|io|me|shop|store|hk|mo|tw|jp|co|app|link|cc|top|vip|xyz"
_STICKERS = "笑哭|爱心|玫瑰|强|捂脸|鼓掌|偷笑|色|害羞|哭惹|飞吻|doge|允悲|泪|二哈|吃瓜|心|赞|话题"
# After these a number counts something, and does not belong to the name before it.
_COUNTED = "[\\d.,:%％折元块年月日天个件只条双包盒米寸斤码号岁后人次分片支瓶袋套]"
_WORD = r"[A-Za-z][A-Za-z0-9]*(?:(?:[._+'/-]|&(?![a-zA-Z]+;))?[A-Za-z0-9]+)*"
_CAPITALIZED = r"[A-Z][A-Za-z0-9.+-]*"

_PATTERN = regex.compile(
    rf"""
      (?P<literal>[⟦⟧])
    | (?P<tag><(?P<raw>script|style)\b.*?</(?P=raw)\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>)
    | (?P<entity>&(?:\#\d+|\#x[0-9a-fA-F]+|[a-zA-Z]+\d*);)
    | (?P<link>(?:https?|ftp)://[^{_STOP}]*[^{_STOP}.,;:!?)]
        |(?<![a-zA-Z0-9_@.])(?:[a-zA-Z0-9_.+-]+@)?(?:[a-zA-Z0-9-]+\.)+(?:{_TLD})\b(?:/[^{_STOP}]*)?)
    | (?P<mention>(?<![a-zA-Z0-9_.])[@＠][\w][\w.·-]{{0,29}})
    | (?P<sticker>\[[^\[\]\s]{{1,10}}R\]|\[(?:{_STICKERS})\])
    | (?P<mark>[#＃])
    | (?P<emoji>(?:\p{{RI}}{{2}}|[0-9*]\uFE0F?\u20E3
        |(?:\p{{Extended_Pictographic}}|[\p{{So}}--[℃℉№]])(?:\uFE0F|\p{{EMod}})?
         (?:\u200D\p{{Extended_Pictographic}}(?:\uFE0F|\p{{EMod}})?)*)+)
    | (?P<price>(?:US|HK|MOP|NT|A|C|S)?[$＄¥￥€£]\s?{_DIGITS}
        (?:\s?[-~～–]\s?[$¥￥]?{_DIGITS})?[kKwW+]?(?![A-Za-z]))
    | (?P<code>(?<![A-Za-z0-9])(?:
          {_WORD}(?:[ ]{_CAPITALIZED})*(?:(?<=[A-Za-z])[ ]\d+(?!{_COUNTED}|[A-Za-z]))?
          (?:[ ]{_CAPITALIZED})*\+*
        | \d+(?!{_UNIT}(?![A-Za-z0-9]))(?=[A-Za-z0-9-]*[A-Za-z])(?:-?[A-Za-z0-9]+)+))
    | (?P<number>(?<![A-Za-z0-9])[+\-−±]?{_DIGITS}{_UNIT}?
        (?:\s?[-~～–—×xX*/：]\s?{_DIGITS}{_UNIT}?)*(?:\s?(?:%|％|‰|℃|°C|°|[wW](?=\+)|{_UNIT}(?![A-Za-z])))?\+?)
    """,
    regex.VERBOSE | regex.V1 | regex.DOTALL,
)
_NAME = regex.compile(r"\d|[A-Z].*[a-z]|[a-z].*[A-Z]|[A-Z]{4}")


def find(text: str, known: Iterable[Span] = ()) -> list[Span]:
    """Return all spans of a text, in order and without overlap.

    ``known`` spans (glossary terms, dates, quantities) win over what this room finds, and the
    earlier and longer of two known spans wins over the other.

    >>> [(s.kind, s.text) for s in find("支持iPhone 15，¥39.9包邮 @小美 https://a.cn/x。")]
    [('code', 'iPhone 15'), ('price', '¥39.9'), ('mention', '@小美'), ('link', 'https://a.cn/x')]
    """
    spans = _disjoint(known)
    found = [
        Span(match.start(), match.end(), cast(SpanKind, match.lastgroup), match.group())
        for match in _PATTERN.finditer(text)
        if match.end() > match.start()
    ]
    strong = [
        s for s in found if s.kind in ("tag", "entity", "link", "mention", "sticker", "literal")
    ]
    spans = _merge(strong, spans)
    return _merge(spans, [s for s in found if _is_worth(s)])


def _is_worth(span: Span) -> bool:
    """Names and codes are copied; plain words (vintage) and T, V, PU, USB belong to the text."""
    return span.kind != "code" or (len(span.text) > 1 and bool(_NAME.search(span.text)))


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _merge(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """Join two ordered lists; where they overlap, ``first`` wins."""
    out, i = list(first), 0
    for span in second:
        while i < len(first) and first[i].end <= span.start:
            i += 1
        if i == len(first) or first[i].start >= span.end:
            out.append(span)
    return sorted(out, key=lambda s: s.start)
