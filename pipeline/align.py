"""Pair stretches of a text with those of its translation: never finer than is certain."""

from __future__ import annotations

from collections.abc import Iterator

import regex

Pair = tuple[str, str]

# A sentence ends at its marks, with closing quotes; a point only where a space follows.
_EMOJI = r"\p{Extended_Pictographic}[\p{M}\u200d\uFE0F\p{Extended_Pictographic}]*"
_END = regex.compile(rf"[。！？!?；…]+[”’」』\"')）]*\s*|\.[\"')]*\s+|[】｜|]\s*|{_EMOJI}\s*")


def align(source: str, target: str) -> list[Pair]:
    r"""Return pairs whose first parts join to the source, and whose second parts to the target.

    Lines go with lines, and sentences with sentences where a line has as many on both sides.

    >>> align("好看！收到了。\n谢谢", "Nice! Got it.\nThanks")
    [('好看！', 'Nice! '), ('收到了。', 'Got it.'), ('\n', '\n'), ('谢谢', 'Thanks')]
    >>> align("容量1.5L，很好用。", "It holds 1.5L. Very handy.")
    [('容量1.5L，很好用。', 'It holds 1.5L. Very handy.')]
    """
    ours, theirs = source.split("\n"), target.split("\n")
    if len(ours) != len(theirs):
        return [(source, target)]
    pairs: list[Pair] = []
    for number, (line, translated) in enumerate(zip(ours, theirs, strict=True)):
        if number:
            pairs.append(("\n", "\n"))
        pairs += _aligned(line, translated)
    return pairs


def _aligned(source: str, target: str) -> list[Pair]:
    ours, theirs = list(_sentences(source)), list(_sentences(target))
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    return [(source, target)]


def _sentences(line: str) -> Iterator[str]:
    at = 0
    for match in _END.finditer(line):
        if match.end() > at:
            yield line[at : match.end()]
            at = match.end()
    if at < len(line):
        yield line[at:]
