"""Where English wants a space between the parts of a field and Chinese wants none; hashtags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from pipeline.protection.marks import EMPHASIS
from pipeline.segment import Role

_WORDS = regex.compile(r"[\p{L}\p{N}]+(?:['’][\p{L}]+)?")
_OPENS = regex.compile(r"[\p{L}\p{N}@&$¥€£(\[“‘\"`{%]|<(?!/)|!\[|\#(?=[\p{L}\p{N}#])|[\p{Sm}Ⓐ-ⓩ]")
_CLOSES = regex.compile(
    r"[\p{L}\p{M}\p{N}.,!?;:…%)\]}”’\"#+&`]|>|[\p{So}\p{Sm}\p{EMod}\uFE0F\u20E3]"
)
_TAG = regex.compile(r"<[^/]|&lt;[^/]|\[[A-Za-z]|[\"'][^\n]*>\Z|\{%|\{\{[#^]")  # opens an element
_END_TAG = regex.compile(r"</|&lt;/|\[/|\{%|\{\{/")
_WHOLE = regex.compile(r"(?:</|\[/)[\w:-]+\s?[>\]]\Z")  # an element with its end
_HASHES = frozenset("#＃")
_STOPS = frozenset("。！？；…，：")
_WIDE = {";": "；", ",": "，", ":": "："}


class Part(NamedTuple):
    """A piece in the target language.

    Attributes:
        kept: the ranges nothing may touch any more.
        source: as written, with what stands for its spans in their places.
    """

    text: str
    role: Role
    is_new: bool = False
    kept: tuple[tuple[int, int], ...] = ()
    source: str = ""


def unspaced(parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a field that was in words with spaces as Chinese sets them.

    >>> bag, gap, nice = Part("包。", "text", True), Part(" ", "layout"), Part("好。", "text", True)
    >>> "".join(part.text for part in unspaced([bag, gap, nice]))
    '包。好。'
    """
    shown: list[Part] = []
    for i, part in enumerate(parts):
        before = shown[-1].text[-1:] if shown else ""
        follows = any(p.is_new for p in parts[i + 1 : i + 3]) and any(p.is_new for p in shown[-2:])
        if follows and part.role == "layout" and part.text.strip(" ") in _WIDE:
            shown.append(part._replace(text=_WIDE[part.text.strip(" ")], kept=()))
        elif not (follows and part.role == "layout" and not part.text.strip(" ")
                  and before in _STOPS):  # fmt: skip
            shown.append(part)
    return shown


def hashtags(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts of a field with every hashtag as one word with one mark: #HandmadeBag."""
    closing = False
    for i, part in enumerate(parts):
        after_tag = i and parts[i - 1].role == "hashtag" and parts[i - 1].text
        if part.role == "hashtag" and part.text:
            closing = True
            yield _tag(part)
        elif closing and part.role == "layout" and (part.text in _HASHES or part.text == "[话题]"):
            closing = bool(after_tag) and part.text == "[话题]"
            yield part._replace(text="", kept=())
        else:
            closing = closing and not part.text
            yield part


def _tag(part: Part) -> Part:
    if not part.is_new:
        return part
    words = (w if any(map(str.isupper, w)) else w[:1].upper() + w[1:]
             for w in _WORDS.findall(part.text))  # fmt: skip
    tag = "".join(words)
    return part._replace(text=tag, kept=((0, len(tag)),))


def emphasis(parts: Sequence[Part]) -> Mapping[int, bool]:
    """Return which parts are marks of emphasis, and whether each opens or closes."""
    opened: dict[str, bool] = {}
    found = {}
    for i, part in enumerate(parts):
        if part.role == "layout" and part.text in EMPHASIS:
            found[i] = opened[part.text] = not opened.get(part.text, False)
    return found


def is_wanted(parts: Sequence[Part], i: int, opening: Mapping[int, bool]) -> bool:
    """Tell whether a space belongs before a part; two that are as written need none."""
    right, before = parts[i], i - 1
    while not parts[before].text and before > 0:  # a mark that was left out
        before -= 1
    left = parts[before]
    if not (left.is_new or right.is_new) or not left.text or not right.text:
        return False
    if right.text in _HASHES:
        opens = i + 1 < len(parts) and parts[i + 1].role == "hashtag" and parts[i + 1].text
        return bool(opens and _CLOSES.match(left.text[-1]))
    if _is_tight(left, right):
        return False
    if before in opening:
        return not opening[before] and _meet("a", right.text)
    return opening[i] and _meet(left.text, "a") if i in opening else _meet(left.text, right.text)


def _is_tight(left: Part, right: Part) -> bool:
    """Tell whether one of two parts is a tag or a mark that belongs to the other."""
    if right.role == "hashtag" or "attribute" in (left.role, right.role):
        return True
    if left.role == "layout" and (_opens_element(left.text) or left.text in _HASHES):
        return True
    return right.role == "layout" and bool(_END_TAG.match(right.text))


def _opens_element(text: str) -> bool:
    return bool(_TAG.match(text)) and not _WHOLE.search(text)


def _meet(left: str, right: str) -> bool:
    return bool(_CLOSES.match(left[-1]) and _OPENS.match(right))
