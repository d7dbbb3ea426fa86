"""Punctuation, brackets and quotes as the readers of a market set them."""

from __future__ import annotations

import re
import unicodedata

from pipeline.guarded import Guarded
from pipeline.markets import Typography

_STOPS = {"，": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": ";", "、": ",", "．": "."}
_OPENING = {
    "（": "(",
    "【": "[",
    "〔": "[",
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
    "］": "]",
    "｝": "}",
    "」": '"',
    "』": '"',
    "》": '"',
    "〉": '"',
}
_STOP = re.compile(rf" *[{''.join(_STOPS)}]")
_OPEN = re.compile(f"[{''.join(map(re.escape, _OPENING))}] *")
_CLOSE = re.compile(f" *[{''.join(map(re.escape, _CLOSING))}]")
_DASHES = re.compile("\u2014\u2014+")
_DOTS = re.compile("……|。{2,}|…")
# Full-width Latin letters, digits and signs, less the stops and brackets above and the yuan sign.
_WIDE = re.compile("[＂＃＄％＆＇＊＋－／０-９＜＝＞＠Ａ-Ｚ＼＾＿｀ａ-ｚ｜～]")
_FOREIGN = re.compile("[\u2014…\u3000-\u303f\uff00-\uff65]")  # whatever the rules below may change
_CURLY = str.maketrans("“”‘’", "「」『』")


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
        return text.sub(re.compile("[“”‘’]"), lambda match: match[0].translate(_CURLY))
    return text


def _set_english(text: Guarded) -> Guarded:
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
    if stop in ":." and before.isdigit() and after.isdigit():
        return stop  # 19：30
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
