"""Which quotation marks belong together; a lone one is an apostrophe, an inch or a foot."""

from __future__ import annotations

_OPENING = {"“": "”", "‘": "’"}
_CLOSING = {mark: opening for opening, mark in _OPENING.items()}
_MARKS = frozenset('“”‘’"')


def pairs(text: str) -> list[tuple[int, int]]:
    """Return where each pair of quotation marks opens and closes, in order of closing.

    >>> pairs("“Levi’s”牛仔裤")
    [(0, 7)]
    >>> pairs("6.7”屏幕 Levi’s 5’10”"), pairs('55"电视 "大屏"')
    ([], [(6, 9)])
    """
    if _MARKS.isdisjoint(text):
        return []
    found: list[tuple[int, int]] = []
    opened: dict[str, list[int]] = {"“": [], "‘": [], '"': []}
    for at, mark in enumerate(text):
        if mark not in _MARKS or (mark == "’" and _is_apostrophe(text, at)):
            continue
        if mark in _OPENING:
            opened[mark].append(at)
            continue
        waiting = opened[_CLOSING.get(mark, mark)]
        if waiting:
            found.append((waiting.pop(), at))
        elif mark == '"' and not text[at - 1 : at].isdigit():
            waiting.append(at)
    return found


def _is_apostrophe(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return _is_latin(before) and _is_latin(after)


def _is_latin(character: str) -> bool:
    return character.isalnum() and not "\u3040" <= character <= "\uffef"
