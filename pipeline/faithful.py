"""What a translation must not leave out: Latin words, signs, and most of what a sentence lists.

The bounds are measured on 80,000 real pairs of shop sentences: of 1,000 none has fewer words than
its source has items, and none fewer than 1.6 Latin letters for a Chinese character.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import regex

from models.placeholder import without
from pipeline.document import Issue
from pipeline.protection import words

_ITEM = regex.compile(r"[^\s、，,；;/|+]++")
_CHINESE = regex.compile(r"\p{Han}")
_HAN = regex.compile(r"[\p{Han}--[零〇一二两三四五六七八九十百千万亿分之点半]]", regex.V1)
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}]*+")
_SMALL = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
})  # fmt: skip
_SIGNS = regex.compile(r"[+=%‰°<>{}\\^|@$]")
_LISTED = regex.compile(r"(?<!\s)\s*+[,;/]\s*+|(?<!\s)\s++(?:and|&)\s++")
_REPEATS = regex.compile(r"(\p{Han}{1,4})\1")
# Said twice on purpose: more and more, on and on.
_MEANT = frozenset({"again", "more", "over", "round", "around", "better", "down", "really", "very"})
# Letters that stand for a sound or a shape, and whose English has no such letter.
_SOUNDS = regex.compile(r"[Qq](?=[弹软萌版嫩糯劲])|[Kk](?=歌)|[Tt](?=台)|[Uu](?=盘)|[Pp](?=图)")
_WRITTEN_OUT = {"ins": ("instagram",), "cos": ("cosplay", "cosplays"), "cp": ("couple", "couples"),
                "dm": ("message",), "pc": ("computer",), "tv": ("television",)}  # fmt: skip
_FEWEST, _FEW = 4, 1.2  # Chinese characters from which a text is measured; letters for each


def lost(masked: str, rendered: str) -> Iterator[Issue]:
    """Yield what a rendered text has lost of a masked one in Chinese.

    >>> [issue.code for issue in lost("nike袜子", "Socks")]
    ['word_lost']
    >>> [issue.code for issue in lost("红色 蓝色", "Red")]
    ['items_lost', 'overshort']
    >>> list(lost("LED灯+ins风布", "LED lamp + Instagram-style cloth"))
    []
    """
    before, after = without(masked), without(rendered)
    shown = _WORD.findall(after)
    yield from _words(before, shown)
    if _SIGNS.search(before):
        for sign in Counter(_SIGNS.findall(before)) - Counter(_SIGNS.findall(after)):
            yield Issue("sign_lost", sign)
    yield from _doubled(before, after)
    items = sum(bool(_CHINESE.search(item)) for item in _ITEM.findall(without(masked, "x")))
    if items > 1 and items > sum(word.lower() not in _SMALL for word in shown):
        yield Issue("items_lost", f"{items} → {len(shown)}")
    count, letters = len(_HAN.findall(before)), sum(map(len, shown))
    if count > 1 and not shown:
        yield Issue("items_lost", before.strip()[:80])
    if count >= _FEWEST and letters < _FEW * count:
        yield Issue("overshort", f"{count} → {letters}")


def _doubled(before: str, after: str) -> Iterator[Issue]:
    """Yield an item that stands twice running in a list, where the source has two others."""
    said = [item.strip().casefold() for item in _LISTED.split(after)]
    if len(said) == len(set(said)):
        return
    given = _ITEM.findall(before)
    if len(given) > len(set(given)) or _REPEATS.search(before):
        return
    for item, following in pairwise(said):
        if item == following and len(item) > 2 and item[0].isalpha() and item not in _MEANT:
            yield Issue("item_doubled", item)
            return


def _forms(word: str) -> Iterator[str]:
    """Yield how a word may stand in English: inflected, or written out."""
    stem = word.casefold()
    yield from (stem + ending for ending in ("", "s"))
    if word.islower():
        yield from (stem + ending for ending in ("es", "d", "ed", "ing", "er", "y", "ly"))
    yield from _WRITTEN_OUT.get(stem, ())


def _words(before: str, shown: list[str]) -> Iterator[Issue]:
    """Yield the words that are not in the target; a lower-case one may be the stem of another."""
    said: frozenset[str] | None = None
    for start, end in words.plain(before):
        if _SOUNDS.match(before, start):
            continue
        said = said or frozenset(word.casefold() for word in shown)
        for word in _WORD.findall(before[start:end]):
            if said.isdisjoint(_forms(word)):
                yield Issue("word_lost", before[start:end])
                break
