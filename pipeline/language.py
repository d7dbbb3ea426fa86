"""Language codes: one spelling inside, whatever the caller writes."""

from __future__ import annotations

import re
from functools import lru_cache

import regex

from pipeline.errors import PipelineError

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*\Z")
_ALIASES = {
    "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-hans": "zh-Hans", "zhs": "zh-Hans",
    "zh-tw": "zh-Hant", "zh-hk": "zh-Hant-HK", "zh-mo": "zh-Hant-MO", "zh-hant": "zh-Hant",
    "zh-chs": "zh-Hans", "zh-cht": "zh-Hant", "zh-yue": "yue", "zh-sim": "zh-Hans",
    "zh-tra": "zh-Hant", "zt": "zh-Hant", "zht": "zh-Hant",
    "cmn": "zh", "jp": "ja", "kr": "ko", "iw": "he", "in": "id",
}  # fmt: skip
_LETTERS = {
    "zh": regex.compile(r"[\p{Han}]"),
    "ja": regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]"),
    "ko": regex.compile(r"[\p{Hangul}\p{Han}]"),
}
_ANY_LETTER = regex.compile(r"\p{L}")
# A figure with what belongs to it, a size, or a code: 500ml, 2.4GHz, XL, USB-C, A1-203.
_NEUTRAL = regex.compile(r"(?:\d[\d\p{Latin}.,]*+|[A-Z]{1,3}\d*+(?![\p{L}\d])|[^\p{L}\p{N}]++)++")


class UnknownLanguage(PipelineError):
    """A string that is no language code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"{code!r} is not a BCP-47 language code such as 'zh-Hans', 'en' or 'ja'")


def normalize(code: str) -> str:
    """Return the code as this package spells it.

    >>> normalize("zho"), normalize("chi-Hant"), normalize("cmn_CN"), normalize("eng")
    ('zh', 'zh-Hant', 'zh-Hans', 'en')
    >>> normalize("zh_CN"), normalize("ZH-HANT"), normalize("zt"), normalize("EN-us")
    ('zh-Hans', 'zh-Hant', 'zh-Hant', 'en-US')

    Raises:
        UnknownLanguage: not a language code at all.
    """
    plain = code.strip().replace("_", "-").lower()
    if not _CODE.match(plain):
        raise UnknownLanguage(code)
    base, *rest = plain.split("-")
    plain = "-".join([_two_letters(base) if len(base) == 3 else base, *rest])
    if plain in _ALIASES:
        return _ALIASES[plain]
    base = plain.partition("-")[0]
    if base == "zh" and "-".join(rest[:1]) in ("hans", "hant"):
        return "-".join(["zh", rest[0].title(), *(part.upper() for part in rest[1:])])
    return "-".join([base, *(part.title() if len(part) == 4 else part.upper() for part in rest)])


@lru_cache(maxsize=512)
def _two_letters(code: str) -> str:
    """Return the short code of a language (ISO 639-1), where its long one has one."""
    import langcodes

    if code in ("yue", "zht", "zhs"):
        return code
    return "zh" if code in ("chi", "cmn") else langcodes.standardize_tag(code)


def is_neutral(text: str) -> bool:
    """Tell whether all of a text reads alike in every language: figures, units, sizes, codes.

    >>> [is_neutral(text) for text in ("500ml", "XL / 2XL", "USB-C 65W", "★ 38.5")]
    [True, True, True, True]
    >>> [is_neutral(text) for text in ("Gift", "红色", "500ml each", "SALE NOW", "½Ⅱ")]
    [False, False, False, False, False]
    """
    return _NEUTRAL.fullmatch(text) is not None


@lru_cache(maxsize=512)
def base(code: str) -> str:
    """Return the language without script and region; Cantonese counts as Chinese.

    >>> base("zh-Hant-HK"), base("yue"), base("en-US")
    ('zh', 'zh', 'en')
    """
    first = code.split("-", maxsplit=1)[0]
    return "zh" if first == "yue" else first


@lru_cache(maxsize=512)
def node(code: str) -> str:
    """Return the code under which models know a language: script matters, region does not.

    >>> node("zh"), node("zh-Hans"), node("yue"), node("zh-Hant-HK"), node("en-US")
    ('zh', 'zh', 'zh-Hant', 'zh-Hant', 'en')
    """
    if base(code) != "zh":
        return base(code)
    return "zh-Hant" if "Hant" in code or code == "yue" else "zh"


def is_spaced(code: str) -> bool:
    """Tell whether the language puts spaces between words."""
    return base(code) not in ("zh", "ja", "th")


def has_letters(text: str, code: str) -> bool:
    """Tell whether the text holds a letter that a reader of ``code`` would have written.

    >>> has_letters("iPhone 15", "zh"), has_letters("手机壳", "zh"), has_letters("poster", "en")
    (False, True, True)
    """
    return bool(_LETTERS.get(base(code), _ANY_LETTER).search(text))
