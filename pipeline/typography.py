"""Punctuation, brackets and quotes as the readers of a market set them."""

from __future__ import annotations

import re
import unicodedata

import regex

from pipeline.guarded import Guarded
from pipeline.markets import Typography
from pipeline.protection import quotes

_STOPS = {"，": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": ";", "、": ",", "．": "."}
_OPENING = {
    "（": "(",
    "【": "[",
    "〔": "[",
    "〖": "[",
    "［": "[",
    "｛": "{",
    "「": '"',
    "『": '"',
    "《": '"',
    "〈": '"',
}
_CLOSING = {
    "）": ")",
    "】": "]",
    "〕": "]",
    "〗": "]",
    "］": "]",
    "｝": "}",
    "」": '"',
    "』": '"',
    "》": '"',
    "〉": '"',
}
_STOP = re.compile(rf"(?<! ) *+[{''.join(_STOPS)}]")
_OPEN = re.compile(f"[{''.join(map(re.escape, _OPENING))}] *")
_CLOSE = re.compile(f"(?<! ) *+[{''.join(map(re.escape, _CLOSING))}]")
_DASHES = re.compile("\u2014\u2014+")
_DOTS = re.compile("……|。{2,}|…")
# Full-width Latin letters, digits and signs, less the stops and brackets above and the yuan sign.
_WIDE = re.compile("[＂＃＄％＆＇＊＋－／０-９＜＝＞＠Ａ-Ｚ＼＾＿｀ａ-ｚ｜～]")
_FOREIGN = re.compile("[\u2014…\u3000-\u303f\uff00-\uff65]")  # whatever the rules below may change
_BEFORE_COMMA = re.compile(r"(?<=[^\s,]) ++(?=[,;](?:\s|\Z))")
_CORNERS = {"“": "「」", "‘": "『』"}
_HAN = regex.compile(r"\p{Han}")


def set_type(text: Guarded, typography: Typography) -> Guarded:
    """Return a text set for its readers; what is set right already stays byte for byte.

    >>> set_type(Guarded.of("【New】Soft，warm（2 pcs）！《Mo Dao》"), "en").text
    '[New] Soft, warm (2 pcs)! "Mo Dao"'
    >>> set_type(Guarded.of("新款“外套”，保暖！"), "zh-Hant").text
    '新款「外套」，保暖！'
    """
    if typography == "en":
        return _set_english(text)
    if typography == "zh-Hant":
        return text.edit(_corners(text))
    return text


def _corners(text: Guarded) -> list[tuple[int, int, str]]:
    """Return the edits that turn curly quotes into corners: pairs around Chinese, no other."""
    edits = []
    for start, end in quotes.pairs(text.text):
        corners = _CORNERS.get(text.text[start])
        is_free = not text.touches(start, start + 1) and not text.touches(end, end + 1)
        if corners and is_free and _HAN.search(text.text, start, end):
            edits += [(start, start + 1, corners[0]), (end, end + 1, corners[1])]
    return sorted(edits)


def _set_english(text: Guarded) -> Guarded:
    if " ," in text.text or " ;" in text.text:
        text = text.sub(_BEFORE_COMMA, "")
    if not _FOREIGN.search(text.text):
        return text  # most model output is set right already
    text = text.sub(_WIDE, lambda match: unicodedata.normalize("NFKC", match[0]))
    text = text.sub(_DOTS, "...")
    text = text.sub(_DASHES, "—")
    text = text.sub(re.compile("\u3000"), " ")
    text = text.sub(_STOP, _stop)
    text = text.sub(_OPEN, _opening)
    return text.sub(_CLOSE, _closing)


def _stop(match: re.Match[str]) -> str:
    stop, before, after = _STOPS[match[0][-1]], _before(match), _after(match)
    if match[0][-1] in "：．" and before.isdigit() and after.isdigit():
        return stop  # 19：30, and never 39元。3斤
    return stop + (" " if _word_follows(match) else "")


def _opening(match: re.Match[str]) -> str:
    before = _before(match)
    apart = before.isalnum() or before in set(".,!?:;)]%") - {""}
    return (" " if apart else "") + _OPENING[match[0][0]]


def _closing(match: re.Match[str]) -> str:
    return _CLOSING[match[0][-1]] + (" " if _word_follows(match) else "")


def _before(match: re.Match[str]) -> str:
    return match.string[match.start() - 1 : match.start()] if match.start() else ""


def _after(match: re.Match[str]) -> str:
    return match.string[match.end() : match.end() + 1]


def _word_follows(match: re.Match[str]) -> bool:
    """Tell whether a space belongs behind: not before an end, a space, a stop, a closing sign."""
    after = _after(match)
    closing = (*_STOPS, *_CLOSING, *".,!?:;)]}\"'…")
    ends = not after or after.isspace() or after in closing
    return not ends and not match.string.startswith("</", match.end())
