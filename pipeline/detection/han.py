"""Which language is written in Han characters: Simplified or Traditional, Cantonese, Japanese.

The old national standards know: GB 2312 has the characters of the mainland, Big5 those of Taiwan
and Hong Kong, JIS X 0208 those of Japan. Python's codecs hold all three.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

import regex

Variant = Literal["Hans", "Hant", "Hani"]  # ISO 15924; Hani where the characters do not tell

# How likely an answer is right: where the characters leave no doubt, where another language could
# have written the same, and where one or two characters are all there is. Chosen by
# hand, not fitted: on 3,500 Chinese texts, which also shaped the rules, hardly one was wrong.
SURE, LIKELY, WEAK = 0.99, 0.95, 0.85

# Written in Cantonese and, but for a name or a quotation, never in Mandarin.
_CANTONESE = regex.compile(
    "[嘅咗唔喺啲冇佢哋嗰嚟咁嘢㗎啱噉諗谂咩嘥攞]"
    "|但係|但系|鍾意|钟意|呢[個隻件條部款間]|幾時|點解|點樣|邊[個度]|抵買|得閒|琴日|聽日"
)
# Japan's own simplified characters, but for those that Hong Kong prints as well (髪, 粧).
_JAPANESE = frozenset(
    "円込売発気図応価働駅県庁広沢渋塩戻払択拡帰楽薬検験険剣権観歓歩歳歴毎満焼畑枠栄桜総"
    "絵続縄縦緑変単巻圧囲営団壱転産訳覚実覧両"
)


def identify(text: str, counts: Mapping[str, int], home: str = "") -> tuple[str, str, float]:
    """Return language, ISO 15924 script and confidence of a text in Han, with or without kana.

    ``counts`` are the letters of each script in the text, ``home`` the seller's language, if known.

    >>> identify("手工皮革錢包", {"Hani": 6})
    ('zh-Hant', 'Hant', 0.95)
    >>> identify("同志社大学", {"Hani": 5}, "ja")
    ('ja', 'Jpan', 0.95)
    """
    foreign, han = count_foreign_to_japanese(text), counts.get("Hani", 0)
    if confidence := _japanese(text, counts.get("Kana", 0), han, foreign, home):
        return "ja", "Jpan", confidence
    variant = chinese_variant(text)
    if is_cantonese(text):
        return "yue", "Hans" if variant == "Hans" else "Hant", LIKELY
    code = "zh" if variant == "Hani" else f"zh-{variant}"
    if foreign:
        return code, variant, SURE
    return code, variant, LIKELY if counts.get("Hani", 0) > 1 else WEAK


def chinese_variant(text: str) -> Variant:
    """Tell Simplified from Traditional by the characters that only one of the standards has.

    ``Hani``: only characters that both share, or as many of the one as of the other.

    >>> chinese_variant("手机壳"), chinese_variant("手機殼"), chinese_variant("毛巾")
    ('Hans', 'Hant', 'Hani')
    """
    simplified = _count(text, _only_in("gb2312", "big5"))
    traditional = _count(text, _only_in("big5", "gb2312"))
    if simplified == traditional:
        return "Hani"
    return "Hans" if simplified > traditional else "Hant"


def is_cantonese(text: str) -> bool:
    """Tell whether the text is Cantonese as it is spoken, and does not merely quote it.

    >>> is_cantonese("呢件衫好靚,幾時有貨㗎"), is_cantonese("這件衣服很漂亮,請問何時有貨")
    (True, False)
    """
    return len(_CANTONESE.findall(text)) * 40 >= len(text) > 0  # some in every sentence


def count_foreign_to_japanese(text: str) -> int:
    """Return how many Han characters Japanese does not write.

    >>> count_foreign_to_japanese("同志社大学"), count_foreign_to_japanese("这个连衣裙")
    (0, 2)
    """
    return _count(text, _only_in("utf-8", "shift_jis"))


def _japanese(text: str, kana: int, han: int, foreign: int, home: str) -> float:
    """Return how likely the text is Japanese; 0 where it is taken for Chinese.

    Chinese sellers write の for 的: a kana does not outweigh their locale, nor does any number of
    kana outweigh as many characters that Japanese has not.
    """
    if kana > foreign:
        lone = kana == 1
        if lone and "の" in text and han > 3 and home != "ja" and _JAPANESE.isdisjoint(text):
            return 0.0  # 秋の味 限定礼盒: the sign for 的
        return 0.0 if lone and home == "zh" else WEAK if lone else SURE
    if foreign:
        return 0.0
    if home == "ja":
        return LIKELY
    return 0.0 if home == "zh" or _JAPANESE.isdisjoint(text) else WEAK


def _count(text: str, characters: re.Pattern[str]) -> int:
    return len(characters.findall(text))


@cache
def _only_in(codec: str, other: str) -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(_han_of(codec) - _han_of(other)))}]")


def _han_of(codec: str) -> frozenset[str]:
    """Return the Han characters that a legacy encoding has."""
    unified = "".join(map(chr, range(0x4E00, 0xA000)))
    return frozenset(unified.encode(codec, "ignore").decode(codec))
