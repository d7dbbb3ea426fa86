"""HTML as a tokenizer reads it: quotes in tags, comments, declarations, and what stays whole.

A tag is a border between sentences, whatever stands in its attributes; what people read of them
(``alt``, ``title``) is left open, to be translated in its place. One pass, and no search is begun
again after it ran to the end of the text in vain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from pipeline.protection.span import Span, merge

# Elements whose content is no prose, and those that are raw text up to their end tag.
_CODE = frozenset({"code", "pre", "kbd", "samp", "var", "tt"})
_RAW = frozenset({"script", "style"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
                   "source", "track", "wbr"})  # fmt: skip
_LONGEST = 5_000  # characters of a tag with quotes in it
_TAG = regex.compile(
    r"""</?(?P<name>[a-zA-Z][^\s<>/"'\p{Han}]*+)
        (?:[^<>"'\p{Han}]++|(?<==)\p{Han}++|"[^"]*+"|'[^']*+')*+>""",
    regex.VERBOSE,
)
_SIMPLE = regex.compile(r"</?(?P<name>[a-zA-Z][^\s<>/\p{Han}]*+)[^<>\p{Han}]*+>")
_DECLARATION = regex.compile(r"""<!\[?[a-zA-Z](?:[^<>"'\[]++|"[^"]*+"|'[^']*+')*+>""")
_ESCAPED = regex.compile(
    r"&lt;[/!]?[a-zA-Z](?:[^&<>\n]|&(?!lt;|gt;)\#?\w{1,10};){0,300}+&gt;", regex.IGNORECASE
)
_ENTITY = regex.compile(r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}\d{0,2});")
_BORDERS = frozenset(
    {
        "&amp;",
        "&lt;",
        "&gt;",
        "&nbsp;",
        "&ensp;",
        "&emsp;",
        "&thinsp;",
        "&#160;",
        "&#xa0;",
        "&zwnj;",
    }
)
_READ = regex.compile(
    r"""(?<=\s)(?:alt|title|placeholder|aria-label|label|summary)\s?=\s?
        (?:"(?P<a>[^"]*+)"|'(?P<b>[^']*+)')""",
    regex.VERBOSE | regex.IGNORECASE,
)
_UNTRANSLATED = regex.compile(
    r"""\stranslate\s?=\s?["']?no\b|\sclass\s?=\s?(?:"[^"]*?(?<![\w-])notranslate(?![\w-])[^"]*+"
        |'[^']*?(?<![\w-])notranslate(?![\w-])[^']*+'|notranslate\b)""",
    regex.VERBOSE | regex.IGNORECASE,
)
_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    name: str = ""  # of an element, in lower case
    is_end: bool = False
    is_kept: bool = False  # what it holds stays as it is


def find(text: str) -> list[Span]:
    """Return the tags, entities and untranslated elements of a text, in order.

    >>> [s.text for s in find("<a title='1>0'>红</a>&amp;<code>x=1</code><!-- > -->")]
    ["<a title='1>0'>", '</a>', '&amp;', '<code>x=1</code>', '<!-- > -->']
    >>> [s.text for s in find('<img src="1.jpg" alt="红">')]
    ['<img src="1.jpg" alt="', '">']
    """
    spans: list[Span] = []
    if "<" in text:
        for token in _elements(list(_tokens(text)), text):
            spans += _opened(token, text)
    if "]]>" in text:
        ends = [Span(*m.span(), "tag", m[0]) for m in regex.finditer(r"\]\]>", text)]
        spans = merge(spans, ends)
    if "&" not in text:
        return spans
    spans += _entities(text, spans)
    return sorted(spans, key=lambda span: span.start)


def _entities(text: str, tags: list[Span]) -> Iterator[Span]:
    taken = iter([*tags, Span(len(text), len(text), "tag", "")])
    tag = next(taken)
    matches = [(m, "tag") for m in _ESCAPED.finditer(text)]
    escaped = {at for m, _ in matches for at in (m.start(), m.end() - 4)}
    last = 0
    matches += [(m, "entity") for m in _ENTITY.finditer(text) if m.start() not in escaped]
    for match, kind in sorted(matches, key=lambda each: each[0].start()):
        start, end = match.span()
        while tag.end <= start < len(text) and tag.start < len(text):
            tag = next(taken)
        if start < last or tag.start < end:
            continue
        last = end
        border = kind == "tag" or match[0].lower() in _BORDERS
        yield Span(start, end, "tag" if border else "entity", match[0])


def _tokens(text: str) -> Iterator[_Token]:
    """Yield tags, comments and declarations; a search that found no end is not repeated."""
    at, no_end = 0, set[str]()
    while (start := text.find("<", at)) >= 0:
        token = _token(text, start, no_end)
        if token:
            yield token
        at = token.end if token else start + 1


def _token(text: str, start: int, no_end: set[str]) -> _Token | None:
    if text.startswith("<!--", start):
        return _until(text, start, "-->", no_end)
    if text.startswith("<?", start):
        return _until(text, start, ">", no_end)
    if text.startswith("<![CDATA[", start):
        return _Token(start, start + 9)
    if text.startswith("<!", start):
        match = _DECLARATION.match(text, start, start + _LONGEST)
        return _Token(start, match.end()) if match else None
    match = _TAG.match(text, start, start + _LONGEST) or _SIMPLE.match(text, start)
    return _element(text, match, no_end) if match else None


def _element(text: str, match: regex.Match[str], no_end: set[str]) -> _Token:
    name, start, end = match["name"].lower(), match.start(), match.end()
    if text[start + 1] == "/":
        return _Token(start, end, name, is_end=True)
    closes_itself = name in _VOID or match[0].endswith("/>")
    if name in _RAW and not closes_itself:
        return _until(text, start, f"</{name}", no_end) or _Token(start, end, name)
    is_kept = name in _CODE or bool(_UNTRANSLATED.search(match[0]))
    return _Token(start, end, "" if closes_itself else name, is_kept=is_kept)


def _until(text: str, start: int, closing: str, no_end: set[str]) -> _Token | None:
    """Return what reaches to a mark or an end tag, and stays whole; None where there is none."""
    if closing in no_end:
        return None
    flags = regex.IGNORECASE
    end = regex.compile(
        regex.escape(closing) + (r"\s{0,9}>" if closing.startswith("</") else ""), flags
    )
    match = end.search(text, start)
    if not match:
        no_end.add(closing)
    return _Token(start, match.end(), is_kept=True) if match else None


def _elements(tokens: list[_Token], text: str) -> Iterator[_Token]:
    """Yield the tokens; an element that is not to be translated is one, with all it holds."""
    inside, depth, first = "", 0, 0
    for token in tokens:
        if inside:
            depth += (token.name == inside) * (-1 if token.is_end else 1)
            if not depth:
                yield _Token(first, token.end, is_kept=True)
                inside = ""
        elif token.is_kept and token.name and not token.is_end:
            inside, depth, first = token.name, 1, token.start
        else:
            yield token
    if inside:
        yield _Token(first, len(text), is_kept=True)


def _opened(token: _Token, text: str) -> Iterator[Span]:
    """Yield a token as spans: one, or those around the attributes that people read."""
    at = token.start
    shown = text[token.start : token.end]
    if not token.is_kept and "=" in shown and _HAN.search(shown):
        for match in _READ.finditer(shown):
            group = "a" if match["a"] is not None else "b"
            low, high = (token.start + edge for edge in match.span(group))
            if _HAN.search(text, low, high):
                yield Span(at, low, "tag", text[at:low])
                at = high
    yield Span(at, token.end, "tag", text[at : token.end])
