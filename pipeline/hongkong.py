"""What is seen to where copy is written for Hong Kong and Macau, whichever model wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from models.regional import nets
from models.regional.converter import converter
from models.regional.tables import VOCABULARIES
from models.regional.taiwan import from_taiwan
from pipeline import language
from pipeline.document import Issue
from pipeline.protection.span import Span
from pipeline.route import Route

# Told to the seller even where plain characters took the place of the word at fault.
NETS = frozenset({"doubled_character", "leftover_simplified", "split_word"})


def find(text: str, way: Route) -> list[Span]:
    """Return the words that nobody could understand without the names and figures beside them.

    >>> from models.base import Pair
    >>> way = Route("zh-Hans", "zh-Hant-HK", (Pair("zh-Hans", "zh-Hant-HK"),))
    >>> [(span.text, span.value) for span in find("笔记本 16G", way)]
    [('笔记本', '手提電腦')]
    """
    if not way.is_conversion or way.target not in VOCABULARIES:
        return []
    return [
        Span(word.start, word.end, "term", text[word.start : word.end], word.regional)
        for word in converter(way.target).far(text)
    ]


def settled(text: str, way: Route) -> Route:
    """Return the way of a text: Traditional without a word of Taiwan's own is kept.

    >>> from models.base import Pair
    >>> way = Route("zh-Hant", "zh-Hant-HK", (Pair("zh-Hant", "zh-Hant-HK"),))
    >>> str(settled("防毒軟體", way)), str(settled("防毒軟件", way))
    ('zh-Hant-zh-Hant-HK', 'keep')
    """
    from_elsewhere = way.source != "zh-Hant" or way.target not in VOCABULARIES
    if from_elsewhere or not way.steps or from_taiwan(way.target).concerns(text):
        return way
    return Route(way.source, way.target)


def issues(masked: str, rendered: str, source: str, target: str) -> Iterator[Issue]:
    """Yield what the nets catch in a text that is written for one of these markets.

    >>> [i.to_json() for i in issues("屏幕", "螢幕幕", "zh-Hans", "zh-Hant-HK")]
    [{'code': 'doubled_character', 'detail': '幕幕'}]
    >>> [i.to_json() for i in issues("香水瓶子", "香水樽子", "zh-Hans", "zh-Hant-HK")]
    [{'code': 'split_word', 'detail': '瓶子'}]
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
