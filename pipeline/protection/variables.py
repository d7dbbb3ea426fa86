"""Template variables, format codes and shortcodes: what a shop system fills in later.

They are told by their signs, and stay byte for byte in every market. Every pattern begins with a
sign and is bounded, so that one that fails costs little wherever it is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from pipeline.protection.span import Span, disjoint

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]{0,60}+"
# What shops call the parts of a message, where nothing but a colon marks them.
_FIELD = (
    "(?:name|username|user|price|count|id|code|date|time|order|amount|total|link|url|email|phone|number|qty|quantity"
    "|title|value|customer|discount|coupon|days|product|shop|store)"
)
_INSIDE = r"[^{}\n]{1,200}+"
_INLINE = regex.compile(
    rf"""
      \{{\{{\{{{_INSIDE}\}}\}}\}} | [@\#]?\{{\{{{_INSIDE}\}}\}}                # {{{{name}}}}
    | \{{!!.{{1,200}}?!!\}} | <%=.{{1,200}}?%>
    | \[\[[^\[\]\n]{{1,80}}+\]\] | \[%[^\[\]\n]{{1,80}}+%\]
    | [$\#@%]\{{{_INSIDE}\}}                                                 # ${{name}}
    | \{{(?:\d{{0,3}}|[\w$@:.-][\w$@:.|\[\]()'" ,+*/?!&=%<>-]{{0,120}}+)\}}  # {{0}} {{name}}
    | (?<![%\d])%(?:\d{{1,2}}\$|\([A-Za-z_]\w{{0,60}}\))?[-+0\#]?\d{{0,3}}(?:\.\d{{1,2}})?
      (?:hh?|ll?|[zjtL])?[sdifuxXoeEgGcp@](?![A-Za-z])                       # %1$s %(x)s
    | (?<![%\d])%%?{_NAME}%%? | (?<=[sd])%%
    | __[A-Za-z][A-Za-z0-9]*+(?:[_.-][A-Za-z0-9]++)*+__
    | (?<![A-Za-z0-9])(?:@@{_NAME}@@ | @[a-z_]\w{{0,40}}@(?![A-Za-z0-9])
        | \#\#{_NAME}\#\# | \$\$?[A-Za-z_]\w{{0,60}}\$?+)
    | :[a-z][a-z0-9_+-]{{1,40}}+:                            # :emoji:
    | (?<![A-Za-z0-9:/]):(?:[a-z]+(?:_[a-z0-9]+)+|{_FIELD})(?![\w:/.-]*[A-Za-z0-9:])     # :order_id
    | (?<=[：:是为為码碼号號单單券价價])\#[a-z][a-z0-9_]{{0,40}}\#(?=[\p{{Han}}，。！；、,.!]|\Z)
    | \*\|[A-Z0-9_:.]{{1,60}}\|\* | <<[A-Za-z_]\w{{0,60}}>> | «[A-Za-z_]\w{{0,60}}»
    | \[(?!/)(?:[a-z][a-z0-9_.:-]{{0,60}}|[A-Z][A-Z0-9_.:-]{{1,60}})\]       # [price]
    """,
    regex.VERBOSE | regex.V1 | regex.DOTALL,
)
_ATTRIBUTE = r"""\s[\w-]{1,40}=(?:"[^"\n]{0,200}+"|'[^'\n]{0,200}+'|[^\s\[\]]{1,80}+)"""
# Borders: blocks of template languages, shortcodes with attributes or an end, escapes.
_BLOCK = regex.compile(
    rf"""
      \{{%.{{1,300}}?%\}} | \{{\#.{{1,300}}?\#\}} | \{{\{{[\#/^!>].{{1,200}}?\}}\}}
    | <%(?!=).{{1,300}}?%> | \[/[A-Za-z][\w.:-]{{0,60}}\]
    | \[[A-Za-z][\w.:-]{{0,60}}(?:=[^\[\]\n\p{{Han}}]{{0,200}}+|(?:{_ATTRIBUTE}){{1,20}}\s?/?)\]
    | \\[nrt](?![a-z]) | \\["'] | \\u[0-9a-fA-F]{{4}}
    """,
    regex.VERBOSE | regex.V1 | regex.DOTALL,
)
_END = regex.compile(r"\[/([A-Za-z][\w.:-]{0,60})\]")
_CODE = regex.compile(r"\[(code|pre|php|html|noparse|verbatim)\b[^\[\]]{0,200}\]", regex.IGNORECASE)
_CLUE = re.compile(
    r"[{\[\\«]|#[a-z]|%[A-Za-z0-9_(@%.+#-]|\$[A-Za-z_{$]|@[a-z@{]|#[#{]|<[%<]|__|:[a-z]|\*\|",
    re.ASCII,
)
_BRACE = regex.compile(r"[{}]")
_ICU = regex.compile(r"\{\s?[\w.]{1,60}\s?,\s?(?:plural|select|selectordinal|number|date|time)\b")


def find(text: str) -> list[Span]:
    """Return the variables of a text, in order; kind ``tag`` where one is a border.

    >>> [s.text for s in find("{name}您好，共%1$s件，[b]新[/b] :smile: 50%折扣")]
    ['{name}', '%1$s', '[b]', '[/b]', ':smile:']
    """
    if not _CLUE.search(text):
        return []
    ends = {match[1].lower() for match in _END.finditer(text)}
    spans = [*_messages(text), *_codes(text)]
    spans += [Span(*m.span(), "tag", m[0]) for m in _BLOCK.finditer(text)]
    for match in _INLINE.finditer(text):
        paired = match[0][0] == "[" and match[0].strip("[]").lower() in ends
        spans.append(Span(*match.span(), "tag" if paired else "variable", match[0]))
    return disjoint(spans)


def _messages(text: str) -> Iterator[Span]:
    """Yield ICU messages, whose braces are nested."""
    starts = {match.start() for match in _ICU.finditer(text)}
    open_at: list[int] = []
    for match in _BRACE.finditer(text) if starts else ():
        if match[0] == "{":
            open_at.append(match.start())
        elif open_at and (start := open_at.pop()) in starts:
            yield Span(start, match.end(), "variable", text[start : match.end()])


def _codes(text: str) -> Iterator[Span]:
    """Yield code between shortcodes, with its marks."""
    last, no_end = 0, set[str]()
    for match in _CODE.finditer(text):
        closing = f"[/{match[1].lower()}]"
        if match.start() < last or closing in no_end:
            continue
        found = regex.compile(regex.escape(closing), regex.IGNORECASE).search(text, match.end())
        if not found:
            no_end.add(closing)
        else:
            last = found.end()
            yield Span(match.start(), last, "tag", text[match.start() : last])
