"""What is seen to where copy is written for Hong Kong and Macau, whichever model wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from models.regional import nets
from models.regional.converter import converter
from models.regional.tables import VOCABULARIES
from pipeline import language
from pipeline.document import Issue

# Told to the seller even where plain characters took the place of the word at fault.
NETS = frozenset({"doubled_character", "leftover_simplified", "split_word"})


def issues(masked: str, rendered: str, source: str, target: str) -> Iterator[Issue]:
    """Yield what the nets catch in a text that is written for one of these markets.

    >>> list(issues("屏幕", "螢幕幕", "zh-Hans", "zh-Hant-HK"))
    [Issue(code='doubled_character', detail='幕幕')]
    >>> list(issues("香水瓶子", "香水樽子", "zh-Hans", "zh-Hant-HK"))
    [Issue(code='split_word', detail='瓶子')]
    """
    if target not in VOCABULARIES:
        return
    if character := nets.leftover(rendered):
        yield Issue("leftover_simplified", character)
    if language.base(source) != "zh":
        return
    if pair := nets.doubled(masked, rendered):
        yield Issue("doubled_character", pair)
    for piece, word in converter(target).split(masked):
        if piece.text in rendered:
            yield Issue("split_word", word)


def apart(values: Sequence[str], originals: Sequence[str], target: str) -> list[str]:
    """Return the options of a variant, those in plain characters that one word made the same.

    >>> apart(["薯仔", "薯仔"], ["土豆", "马铃薯"], "zh-Hant-HK")
    ['土豆', '馬鈴薯']
    """
    same = Counter(values)
    if target not in VOCABULARIES or len(same) == len(values):
        return list(values)
    writer = converter(target)
    return [
        writer.plain(original) if same[value] > 1 and value == writer.convert(original) else value
        for value, original in zip(values, originals, strict=True)
    ]
