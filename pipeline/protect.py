"""Find what must survive: markup, variables, links, marks, prices, names, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.protection import links, marks, markup, stretch, variables, words
from pipeline.protection.span import Span, disjoint, merge

__all__ = ["Span", "find"]

_ODD = re.compile(f"[^{stretch.CHINESE}]")
_STRONG = frozenset({"sticker", "literal"})
_WEAK = _STRONG | {"sign"}


def find(
    text: str, known: Iterable[Span] = (), source: str = "zh", *, mixed: bool = False
) -> list[Span]:
    """Return all spans of a text, in order and without overlap.

    What belongs to a machine (markup, variables, links) wins over ``known`` spans (glossary terms,
    dates, quantities), and those over names, numbers and signs; of two known spans the earlier and
    longer one stays. ``source`` is the base code of the text's language; ``mixed``: it
    is Chinese in a text of another, whose words are borders.

    >>> [(s.kind, s.text) for s in find("支持iPhone 15，¥39.9包邮 @小美 https://a.cn/x。")]
    [('name', 'iPhone 15'), ('price', '¥39.9'), ('mention', '@小美'), ('link', 'https://a.cn/x')]
    """
    if not _ODD.search(text):
        return disjoint(known)  # most fields: Chinese and nothing else
    signs, markdown = marks.find(text), marks.markdown(text)
    tags = markup.find(text)
    spans = [s for s in tags if not _is_entity(s)]
    spans = merge(spans, [s for s in markdown if s.text not in marks.EMPHASIS])
    spans = merge(spans, [s for s in signs if s.kind in _STRONG])
    # A variable in a link is of the link, and a link in a shortcode of the shortcode.
    spans = merge(spans, disjoint([*links.find(text), *variables.find(text)]))
    spans = merge(spans, [s for s in tags if _is_entity(s)])
    spans = merge(spans, [s for s in markdown if s.text in marks.EMPHASIS])
    spans = merge(spans, disjoint(known))
    spans = merge(spans, [s for s in signs if s.kind not in _WEAK])
    bare = _blanked(text, spans)
    spans = merge(spans, words.find(bare, source, mixed=mixed))
    return merge(spans, [s for s in signs if s.kind == "sign"])


def _is_entity(span: Span) -> bool:
    """Tell an entity, which a link may hold, from a tag."""
    return span.text.startswith("&") and span.text.count(";") == 1


def _blanked(text: str, spans: list[Span]) -> str:
    """Return a text of the same length in which no word runs into a span."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], "\0" * (span.end - span.start)]
        at = span.end
    return "".join([*parts, text[at:]]) if parts else text
