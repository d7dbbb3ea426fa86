"""Find where a model repeats itself."""

from __future__ import annotations

import re

import regex

_PLAIN = re.compile(r"\w+")
_UNIT = regex.compile(r"⟦\d⟧|\p{Han}|[\w--\p{Han}]+", regex.V1)


def find_loop(text: str) -> str:
    """Return the phrase of up to six words that stands three times running (a word: four), or "".

    >>> find_loop("very very very very nice"), find_loop("very very nice")
    ('very', '')
    """
    found = _PLAIN.findall(text) if text.isascii() else _UNIT.findall(text)
    words = [word.lower() for word in found]
    if len(words) - len(set(words)) < 2:
        return ""  # no word stands three times
    for size in range(1, 7):
        times = 4 if size == 1 else 3
        run = 0
        for i in range(size, len(words)):
            run = run + 1 if words[i] == words[i - size] else 0
            phrase = words[i - size + 1 : i + 1]
            if run >= size * (times - 1) and any(w.isalnum() for w in phrase):
                return " ".join(phrase)
    return ""
