"""The memory as files for other programs: TSV, JSON lines and TMX 1.4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal
from xml.etree import ElementTree

import orjson

from pipeline import language
from tasks.ledger.phrases import Phrase

Form = Literal["tsv", "jsonl", "tmx"]

TYPES: Mapping[Form, str] = {
    "tsv": "text/tab-separated-values; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "tmx": "application/xml; charset=utf-8",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def only(phrases: Iterable[Phrase], code: str) -> list[Phrase]:
    """Return the phrases in one language, whatever its region: a model learns one at a time.

    >>> only([Phrase("包", "Bag", "en-US"), Phrase("包", "袋", "zh-Hant-HK")], "zh-HK")[0].target
    '袋'
    """
    wanted = language.node(language.normalize(code))
    return [phrase for phrase in phrases if language.node(phrase.language) == wanted]


def tsv(phrases: Iterable[Phrase]) -> bytes:
    r"""Return a pair a line; tabs and line ends inside a text become spaces.

    >>> tsv([Phrase("包\n袋", "Bag", "en-US")]).decode()
    '包 袋\tBag\ten-US\n'
    """
    lines = ((each.source, each.target, each.language) for each in phrases)
    return "".join(
        "\t".join(" ".join(part.split()) for part in row) + "\n" for row in lines
    ).encode()


def jsonl(phrases: Iterable[Phrase]) -> bytes:
    """Return an object a line."""
    return b"".join(
        orjson.dumps({"source": p.source, "target": p.target, "language": p.language, "by": p.who})
        + b"\n"
        for p in phrases
    )


def tmx(phrases: Iterable[Phrase]) -> bytes:
    """Return a translation memory as computer-aided translation tools exchange it."""
    root = ElementTree.Element("tmx", version="1.4")
    facts = {
        "creationtool": "haiyi", "creationtoolversion": "1", "segtype": "sentence",
        "o-tmf": "haiyi", "adminlang": "en", "srclang": "zh", "datatype": "plaintext",
    }  # fmt: skip
    ElementTree.SubElement(root, "header", facts)
    body = ElementTree.SubElement(root, "body")
    for phrase in phrases:
        unit = ElementTree.SubElement(body, "tu")
        for code, text in (("zh", phrase.source), (phrase.language, phrase.target)):
            variant = ElementTree.SubElement(unit, "tuv", {_LANG: code})
            ElementTree.SubElement(variant, "seg").text = text
    found: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return found


WRITERS: Mapping[Form, Callable[[Iterable[Phrase]], bytes]] = {
    "tsv": tsv, "jsonl": jsonl, "tmx": tmx,
}  # fmt: skip
