"""A title within a limit: what can be spared goes first, whole words only, and all is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.guarded import Guarded, Range

# Articles, prepositions and conjunctions may be repeated, and never end a title.
SMALL_WORDS = frozenset({
    "a", "an", "the", "and", "or", "but", "nor", "of", "for", "with", "in", "on", "to", "by", "at",
    "from", "as", "into", "over", "under", "per", "&", "+",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PHRASE_END = re.compile(r"[,，、;；|｜/／]+\s*|\s+[-–—·•]\s+")
_SPACE = re.compile(r"\s+")
_LOOSE_END = re.compile(r"[\s,，、;；:：|｜/／·•–—+&-]+\Z")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|（\s*）|【\s*】|「\s*」")
# What a cut leaves behind, and what stands there instead.
_GAPS = (
    (re.compile(r"\s*([,，、;；])(?:\s*[,，、;；])+"), r"\1"),
    (re.compile(r"[ \t]{2,}"), " "),
    (re.compile(r"[ \t]+(?=[,，、;；)\]])"), ""),
    (re.compile(r"(?<=[(\[])[ \t]+"), ""),
    (re.compile(r"\A[\s,，、;；|｜/／·•–—-]+"), ""),
)
_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】", "「": "」"}


def without(title: Guarded, phrases: Iterable[str]) -> tuple[Guarded, list[str]]:
    """Return a title without certain phrases, and the phrases as they stood.

    >>> title, dropped = without(Guarded("Dress, FREE SHIPPING, red"), ["free shipping"])
    >>> title.text, dropped
    ('Dress, red', ['FREE SHIPPING'])
    """
    dropped: list[str] = []
    for phrase in phrases:
        cuts = list(_standing(title, phrase))
        dropped += [title.text[start:end] for start, end in cuts]
        title = _mend(title, cuts)
    return title, dropped


def repeated(title: Guarded, times: int) -> tuple[Guarded, list[str]]:
    """Return a title in which no word stands more than so many times; small words may.

    >>> title, dropped = repeated(Guarded("Red Bag, Red Purse, red"), 2)
    >>> title.text, dropped
    ('Red Bag, Red Purse', ['red'])
    """
    seen: Counter[str] = Counter()
    cuts: list[Range] = []
    for match in _WORD.finditer(title.text):
        word = match[0].casefold()
        seen[word] += word not in SMALL_WORDS and not word.isdecimal()
        if seen[word] > times and not title.touches(*match.span()):
            cuts.append(match.span())
    return _mend(title, cuts), [title.text[start:end] for start, end in cuts]


def shorten(title: Guarded, limit: int, filler: Iterable[str]) -> tuple[Guarded, list[str]]:
    """Return a title of at most ``limit`` characters, and what was dropped, in that order.

    Filler goes first, the least missed first; then phrases from the end, then words from the end;
    what must be kept goes last of all. One word stays, whatever its length.

    >>> title, dropped = shorten(Guarded("New arrival dress, blue, soft"), 12, ["new arrival"])
    >>> title.text, dropped
    ('dress, blue', ['New arrival', 'soft'])
    """
    dropped: list[str] = []
    for phrase in filler:
        if len(title) <= limit:
            return title, dropped
        title, gone = without(title, [phrase])
        dropped += gone
    while len(title) > limit and (cut := _next_cut(title)):
        before = title
        title = _mend(title, [cut])
        dropped.append(_LOOSE_END.sub("", before.text[slice(*cut)]).lstrip(" ,，、;；|/-–—·"))
    return title, dropped


def _standing(title: Guarded, phrase: str) -> Iterator[Range]:
    """Yield where a phrase stands as whole words."""
    for match in re.finditer(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", title.text, re.IGNORECASE):
        if not title.touches(*match.span()) and match.span() != (0, len(title)):
            yield match.span()


def _next_cut(title: Guarded) -> Range | None:
    """Return the range to lose next: the last free phrase, the last free word, the last word."""
    phrases = [piece for piece in _pieces(title, _PHRASE_END)[1:] if _balanced(title, piece)]
    words = _pieces(title, _SPACE)[1:]
    for pieces in (phrases, words):
        for piece in reversed(pieces):
            if not title.touches(*piece):
                return piece
    return words[-1] if words else None


def _balanced(title: Guarded, piece: Range) -> bool:
    """Tell whether a piece is whole: the commas inside brackets do not end a phrase."""
    return not _lone_brackets(Guarded(title.text[slice(*piece)]))


def _pieces(title: Guarded, separator: re.Pattern[str]) -> list[Range]:
    """Return the ranges between separators, each with the separator before it."""
    edges = [0]
    for match in separator.finditer(title.text):
        if match.start() and not title.touches(*match.span()):
            edges.append(match.start())
    return list(pairwise([*edges, len(title)]))


def _mend(title: Guarded, cuts: list[Range]) -> Guarded:
    """Return a title after cuts, without what they leave hanging: gaps, empty or lone brackets."""
    if not cuts:
        return title
    title = title.edit((start, end, "") for start, end in cuts)
    title = title.sub(_EMPTY_BRACKETS, "")
    title = title.edit((at, at + 1, "") for at in _lone_brackets(title))
    for gap, instead in _GAPS:
        title = title.sub(gap, instead)
    while True:
        trimmed = _trim_end(title)
        if trimmed == title:
            return title
        title = trimmed


def _trim_end(title: Guarded) -> Guarded:
    title = title.sub(_LOOSE_END, "")
    last = title.text.rpartition(" ")[2]
    start = len(title) - len(last)
    if start and last.casefold() in SMALL_WORDS and not title.touches(start, len(title)):
        title = title.edit([(start, len(title), "")])
    return title


def _lone_brackets(title: Guarded) -> list[int]:
    """Return the brackets that have lost their other half."""
    open_at: list[int] = []
    lone: list[int] = []
    for at, character in enumerate(title.text):
        if title.touches(at, at + 1):
            continue
        if character in _BRACKETS:
            open_at.append(at)
        elif character in _BRACKETS.values():
            if open_at and _BRACKETS[title.text[open_at[-1]]] == character:
                open_at.pop()
            else:
                lone.append(at)
    return sorted(lone + open_at)
