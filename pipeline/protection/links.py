"""Links, mail addresses, mentions and file names, with Chinese in them or not.

A link takes Chinese only where the link itself says so: behind a slash, an equals sign or a hash,
or before more of it. Where its end cannot be told (``https://a.example/红色``) the room says that
as well.
"""

from __future__ import annotations

import re
from typing import cast

import regex

from pipeline.protection.span import Span, SpanKind

_STOP = r"\s<>\"'`，。！？；、：（）【】「」《》…“”‘’|\\^\p{Han}\[\]{}()"
_TLD = (
    "com|cn|net|org|io|me|shop|store|hk|mo|tw|jp|co|app|link|cc|top|vip|xyz|info|edu|gov|us|uk|de"
)
_FILE = (
    "jpe?g|png|gif|webp|svg|bmp|psd|pdf|docx?|xlsx?|pptx?|csv|txt|zip|rar|7z|mp[34]|mov|avi|apk|exe"
    "|html?|json|xml|ai|cdr|stl"
)
_CHARS = rf"[^{_STOP}]"
_HAN = r"[\p{Han}]{1,40}+"
# Chinese inside a path: behind a mark of the path, or before one.
_MORE = (
    rf"(?:(?<=[/=\#]){_HAN}"
    rf"|{_HAN}(?=[/=]|&\w{{1,40}}=|\.[A-Za-z0-9]{{2,5}}(?![A-Za-z0-9])|\?[A-Za-z]))"
)
_REST = (
    rf"(?:(?:(?!&(?:lt|gt|quot|nbsp);){_CHARS})++|{_MORE}"
    rf"|\([^\s()\p{{Han}}]{{0,80}}+\)|\{{[\w.:-]{{1,60}}+\}})*+"
)
_HOST = r"(?:[a-zA-Z0-9-]{1,63}+\.){1,8}"
_PATTERN = regex.compile(
    rf"""
      (?P<link>(?:https?|ftp)://(?:[\p{{Han}}\w-]{{1,63}}\.[a-zA-Z]{{2,10}}(?![\w]))?+{_REST}
        | (?<![\w:/.@])//[a-zA-Z0-9-]{{1,63}}\.[a-zA-Z0-9.-]{{2,63}}{_REST}
        | (?<![a-zA-Z0-9_@.+-])(?:[a-zA-Z0-9_.+-]{{1,64}}+@)?+{_HOST}
          (?:{_TLD})(?![A-Za-z0-9-])(?:[/?]{_REST})?+
        | (?:mailto|tel):[\w.@+-]{{1,100}}+)
    | (?P<file>(?<![A-Za-z0-9_.-])(?:
          [A-Za-z0-9_-]{{1,80}}+(?:\.[A-Za-z0-9_-]{{1,40}}+){{0,4}}?|\p{{Han}}{{1,30}}+)?
        \.(?:{_FILE})(?![A-Za-z0-9]))
    | (?P<mention>(?<![a-zA-Z0-9_.%@])[@＠][\w][\w.·-]{{0,29}})
    """,
    regex.VERBOSE | regex.V1 | regex.IGNORECASE,
)
_CLUE = re.compile(r"[@＠]|\.[A-Za-z0-9]{2}|//|(?:mailto|tel):", re.IGNORECASE)
_LOOSE = ".,;:!?'*~_"  # at the end of a link they belong to the sentence
_OPEN_END = regex.compile(r"[/=#]\p{Han}+\Z")


def find(text: str) -> list[Span]:
    """Return the links, files and mentions of a text, in order.

    >>> [s.text for s in find("官网https://a.cn/红色/1.html，见图1.jpg @小美 a@b.com")]
    ['https://a.cn/红色/1.html', '1.jpg', '@小美', 'a@b.com']
    """
    if not _CLUE.search(text):
        return []
    return [_span(match) for match in _PATTERN.finditer(text)]


def _span(match: regex.Match[str]) -> Span:
    kind = cast(SpanKind, match.lastgroup)
    shown = match[0].rstrip(_LOOSE) if kind == "link" else match[0]
    return Span(match.start(), match.start() + len(shown), kind, shown)


def is_doubtful(span: Span) -> bool:
    """Tell whether the Chinese at an edge may be prose: a name of a file, the end of a link.

    >>> [is_doubtful(s) for s in find("见说明书.pdf https://a.cn/红色 https://a.cn/红色/1.html")]
    [True, True, False]
    """
    if span.kind == "file":
        return not span.text.isascii()
    return span.kind == "link" and bool(_OPEN_END.search(span.text))
