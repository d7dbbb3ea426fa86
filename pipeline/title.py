"""A title within a limit: what can be spared goes first, whole words only, and all is told."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from sys import maxsize

from pipeline.guarded import Guarded, Range

# Articles, prepositions and conjunctions may be repeated, and never end a title.
SMALL_WORDS = frozenset({
    "a", "an", "the", "and", "or", "but", "nor", "of", "for", "with", "in", "on", "to", "by", "at",
    "from", "as", "into", "over", "under", "per", "&", "+",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PHRASE_END = re.compile(r"[,，、;；|｜/／]++\s*+|(?<!\s)\s++[-–—·•]\s++")
_SPACE = re.compile(r"\s+")
_LOOSE = " \t\n\r\f\v\u3000\xa0,，、;；:：|｜/／·•–—+&-"
_EMPTY_BRACKETS = re.compile(r"\(\s*+\)|\[\s*+\]|（\s*+）|【\s*+】|「\s*+」")
# What a cut leaves behind, and what stands there instead.
_GAPS = (
    (re.compile(r"(?<!\s)\s*+([,，、;；])(?:\s*+[,，、;；])++"), r"\1"),
    (re.compile(r"[ \t]{2,}+"), " "),
    (re.compile(r"(?<![ \t])[ \t]++(?=[,，、;；)\]])"), ""),
    (re.compile(r"(?<=[(\[])[ \t]+"), ""),
    (re.compile(r"\A[\s,，、;；|｜/／·•–—-]+"), ""),
)
_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】", "「": "」"}
_BRACKET = re.compile(r"[()\[\]（）【】「」]")
_SLACK = 60  # characters that mending a title may take away besides


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
    while len(title) > limit and (cuts := _next_cuts(title, len(title) - limit)):
        dropped += [title.text[slice(*cut)].rstrip(_LOOSE).lstrip(_LOOSE) for cut in cuts]
        title = _mend(title, cuts[::-1])
    return title, dropped


def _standing(title: Guarded, phrase: str) -> Iterator[Range]:
    """Yield where a phrase stands as whole words."""
    for match in re.finditer(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", title.text, re.IGNORECASE):
        if not title.touches(*match.span()) and match.span() != (0, len(title)):
            yield match.span()


def _next_cuts(title: Guarded, excess: int) -> list[Range]:
    """Return the ranges to lose next, from the end: free phrases, free words, any words.

    One of them, or as many as are needed in any case, so that a title far too long is not looked
    at once for every word.
    """
    words = _pieces(title, _SPACE)[1:]
    for pieces in (_whole(title, _pieces(title, _PHRASE_END)[1:]), words):
        if free := [piece for piece in reversed(pieces) if not title.touches(*piece)]:
            return _needed(free, excess)
    return _needed(words[::-1], excess)


def _needed(cuts: list[Range], excess: int) -> list[Range]:
    """Return the first cut, and those after it that leave more than enough to be cut."""
    taken, size = cuts[:1], sum(end - start for start, end in cuts[:1])
    for start, end in cuts[1:]:
        size += end - start
        if size > excess - _SLACK:
            break
        taken.append((start, end))
    return taken


def _whole(title: Guarded, pieces: list[Range]) -> list[Range]:
    """Return the pieces that hold no half of a bracket: a comma inside ends no phrase."""
    lone = [at for at, other in _bracketed(title) if other is None or not _same(pieces, at, other)]
    return [p for p in pieces if bisect_left(lone, p[0]) == bisect_left(lone, p[1])]


def _same(pieces: list[Range], at: int, other: int) -> bool:
    """Tell whether two places lie in one piece."""
    return bisect_right(pieces, (at, maxsize)) == bisect_right(pieces, (other, maxsize))


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
    return _trim_end(title)


def _trim_end(title: Guarded) -> Guarded:
    """Return a title without the signs, spaces and small words that it must not end with."""
    floor = title.keep[-1][1] if title.keep else 0
    end = len(title)
    while True:
        bare = max(floor, _rstrip(title.text, floor, end))
        last = max(title.text.rfind(" ", 0, bare) + 1, floor)
        small = title.text[last:bare].casefold() in SMALL_WORDS
        if bare == end and not (small and last):
            return title if end == len(title) else title.edit([(end, len(title), "")])
        end = last if small and last else bare


def _rstrip(text: str, floor: int, end: int) -> int:
    while end > floor and text[end - 1] in _LOOSE:
        end -= 1
    return end


def _lone_brackets(title: Guarded) -> list[int]:
    """Return the brackets that have lost their other half."""
    return [at for at, other in _bracketed(title) if other is None]


def _bracketed(title: Guarded) -> list[tuple[int, int | None]]:
    """Return where free brackets stand, each with the place of its other half."""
    open_at: list[int] = []
    found: dict[int, int | None] = {}
    for match in _BRACKET.finditer(title.text):
        at, character = match.start(), match[0]
        if title.touches(at, at + 1):
            continue
        found[at] = None
        if character in _BRACKETS:
            open_at.append(at)
        elif open_at and _BRACKETS[title.text[open_at[-1]]] == character:
            other = open_at.pop()
            found[at], found[other] = other, at
    return sorted(found.items(), key=lambda item: item[0])
