"""Where a figure may begin in a folded text, and what already stands before its number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.figures.currencies import CODES, NAMES, SIGNS
from pipeline.figures.numerals import HAN

_SIGN = "零下|零上|正负|负|±|[<>≤≥≈~+\\-−]=?"
_SIZE = r"(?:[2-9]?X{0,4}[SL]|M)"
_PLACE = re.compile(
    rf"(?<![A-Za-z0-9/-])(?P<size>{_SIZE}(?:\s?[-–—~至到]\s?{_SIZE})?)码(?![数头])"
    rf"|(?P<ordinal>第[0-9]{{1,3}}[件双份杯瓶盒代套袋个](?!月))"
    rf"|每(?P<each>市?[斤尺])(?![寸码]|(?:只要|仅需?|售价|价)?\s?[¥$€0-9半{HAN}])"
    rf"|(?P<of>百分(?:之?百|之)|[千万]分之)"
    r"|(?P<keycap>[0-9]\uFE0F?\u20E3(?=[折元块斤]))"
    rf"|(?<![0-9几数上好多{HAN}])(?P<round>[百千万])元(?=以[上下内]|左右|[0-9任券]|[两三四五六七八九十][件个双条套])"
    r"|(?P<some>半斤八(?=两)|[好十]?几(?=斤(?!计)|尺(?!寸|码)|元|块钱)"
    r"|(?:[好十]?几[十百千万]|数[十百千万]|上[百千万]|[百千万][多把来余])(?=斤|尺(?!寸|码)|元|块))"
    rf"|(?:(?P<outer>{_SIGN})\s?)?"
    rf"(?:(?P<name>(?<![A-Za-z])(?:{NAMES}))\s?[:：]?\s?(?=[0-9])|(?P<mark>(?<![A-Za-z])(?:{SIGNS}))\s?)?"
    rf"(?:(?P<inner>{_SIGN})\s?)?(?P<at>(?=[0-9半{HAN}]))"
    r"|(?P<code>[A-Za-z][A-Za-z0-9]*+(?:[-_./][A-Za-z0-9]++)*+)"
)
# Only these may begin a place; most characters of a listing do not.
_FIRST = re.compile(
    "[0-9A-Za-z半零负正±<>≤≥≈~+\\-−第几好数上每$¥€£₩฿₫₹"
    + HAN
    + "".join({n[0] for n in CODES})
    + "]"
)
_SAME = str.maketrans({"−": "-"})
_JOINED = re.compile("[0-9A-Za-z℃°%]\\Z")
_DASHES = ("-", "−", "~", "+")
_SIGNS = {"正负": "±", "<=": "≤", ">=": "≥"}
# A number is not the tail of a code, a size (3×5) or another number (24/7, but 1米/2米).
_TAIL = re.compile(r"[0-9A-Za-z.,]\Z|[0-9A-Za-z][-/:×xX*–—~]\Z|第\Z")
_HAN_TAIL = re.compile(rf"(?:[{HAN}几数第初拜腊]|[上下本每]周|星期|双)\Z")


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands before a number.

    Attributes:
        view: the folded text.
        start: where the first sign or currency begins.
        at: where the number begins.
        sign: of the number, ``""`` for none; ``零下`` as it is.
        currency: code of a currency that is named before it.
        mark: the sign of a currency before it, as written.
        is_behind: another figure ends where this one begins.
    """

    view: str
    start: int
    at: int
    sign: str = ""
    currency: str = ""
    mark: str = ""
    is_behind: bool = False


def following(view: str, at: int) -> re.Match[str] | None:
    """Return the next place of a folded text at which a figure or a code may begin."""
    while first := _FIRST.search(view, at):
        if place := _PLACE.match(view, first.start()):
            return place
        at = first.end()
    return None


def of(view: str, match: re.Match[str], floor: int) -> Spot | None:
    """Return the spot of a match of :func:`following`; None if it is the tail of another number."""
    start, at = match.start(), match.start("at")
    sign = match["outer"] or match["inner"] or ""
    if sign in _DASHES and floor and not view[floor:start].strip():
        start, sign = at, ""  # 10元-20元
    before = view[max(0, start - 2) : start]
    is_tail = _HAN_TAIL if view[at] in HAN + "半" else _TAIL
    if sign in _DASHES and _JOINED.search(before):
        return None  # 3-5, A-5
    is_behind = 0 < floor == start
    if start == at and not is_behind and is_tail.search(before):
        return None
    name = match["name"] or ""
    mark = match["mark"] or (name if name.isascii() else "")
    sign = _SIGNS.get(sign, sign.translate(_SAME))
    return Spot(view, start, at, sign, CODES.get(name, ""), mark, is_behind)
