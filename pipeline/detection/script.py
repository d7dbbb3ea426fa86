"""Which scripts a text is written in, and its words in one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import regex

# ISO 15924 codes; Kana is Hiragana and Katakana together.
_SCRIPTS = {
    "Latn": r"\p{Latin}",
    "Hani": r"\p{Han}",
    "Kana": r"\p{Hiragana}\p{Katakana}ー",
    "Hang": r"\p{Hangul}",
    "Thai": r"\p{Thai}",
    "Cyrl": r"\p{Cyrillic}",
    "Arab": r"\p{Arabic}",
}
OTHER = "Zzzz"  # any script not named above

_NAMED = "|".join(rf"(?P<{code}>[{letters}&&\p{{L}}]+)" for code, letters in _SCRIPTS.items())
_RUN = regex.compile(rf"(?=\p{{L}})(?:{_NAMED}|(?P<{OTHER}>\p{{L}}))", regex.V1)
_COMMON_HAN = re.compile("[\u4e00-\u9fff]+")  # nearly all of it
_LETTER = {code: regex.compile(f"[{letters}]", regex.V1) for code, letters in _SCRIPTS.items()}
_WORD = {
    code: regex.compile(rf"[{letters}&&\p{{L}}][{letters}\p{{M}}'’]*", regex.V1)
    for code, letters in _SCRIPTS.items()
}


def count_letters(text: str) -> Mapping[str, int]:
    """Return the number of letters in each script that the text has.

    >>> dict(count_letters("ins风连衣裙 👗 セール 5kg"))
    {'Hani': 4, 'Latn': 5, 'Kana': 3}
    """
    counts: Counter[str] = Counter()
    if common := sum(map(len, _COMMON_HAN.findall(text))):
        counts["Hani"] = common
    for run in _RUN.finditer(_COMMON_HAN.sub(" ", text)):
        counts[run.lastgroup or OTHER] += run.end() - run.start()
    return counts


def has_script(text: str, script: str) -> bool:
    """Tell whether a character of the script is in the text; ``script`` is an ISO 15924 code.

    >>> has_script("ins风", "Hani"), has_script("ins风", "Kana")
    (True, False)

    Raises:
        KeyError: a script this room does not know.
    """
    return bool(_LETTER[script].search(text))


def words_of(text: str, script: str) -> list[str]:
    """Return the words in letters of one script.

    >>> words_of("L'été, ins风 500ml", "Latn")
    ["L'été", 'ins', 'ml']

    Raises:
        KeyError: a script this room does not know.
    """
    return _WORD[script].findall(text)


def deciding_script(counts: Mapping[str, int]) -> str:
    """Return the script whose readers the text is for: Latin only where there is no other.

    Han and kana count together, as ``Hani``.

    >>> deciding_script({"Latn": 9, "Hani": 2}), deciding_script({"Kana": 2, "Hang": 1})
    ('Hani', 'Hani')
    """
    groups = {code: n for code, n in counts.items() if code not in ("Latn", "Hani", "Kana")}
    if east := _han_and_kana(counts):
        groups["Hani"] = east
    return max(groups, key=groups.__getitem__, default="Latn")


def is_mostly_latin(counts: Mapping[str, int]) -> bool:
    """Tell whether the other scripts are strays in a Latin text, and not the other way round.

    A Han character, a kana or a Hangul syllable weighs as much as three Latin letters.

    >>> is_mostly_latin({"Latn": 30, "Kana": 8}), is_mostly_latin({"Latn": 10, "Hani": 4})
    (True, False)
    """
    syllables = _han_and_kana(counts) + counts.get("Hang", 0)
    others = sum(counts.values()) - syllables - counts.get("Latn", 0)
    return counts.get("Latn", 0) >= 3 * syllables + 1.5 * others


def is_mixed(counts: Mapping[str, int]) -> bool:
    """Tell whether a fifth of the letters or more are not of the commonest script.

    >>> is_mixed({"Hani": 4, "Latn": 1}), is_mixed({"Hani": 4, "Kana": 4})
    (True, False)
    """
    alone = (n for code, n in counts.items() if code not in ("Hani", "Kana"))
    total = sum(counts.values())
    return 5 * (total - max(_han_and_kana(counts), *alone, 0)) >= total > 0


def _han_and_kana(counts: Mapping[str, int]) -> int:
    return counts.get("Hani", 0) + counts.get("Kana", 0)
