"""Write agreed terms, and words a model has hardly seen, into its source as the English wanted.

A model that learnt to take English words over bends them to the sentence: 2 云朵包 becomes
``2 Cloud Bags``, where a placeholder would leave a hole. What comes out is looked at: an agreed
term goes back behind its placeholder and is from there on guarded like any other; where a word is
missing, the text is translated as if this room did not exist.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from models.base import Decoding, Pair, Translator
from models.glosses import Glosses, forms, is_gloss
from models.placeholder import PATTERN, PLACEHOLDER
from pipeline import choose
from pipeline.check import check
from pipeline.lexicon import WORDS
from pipeline.mask import Masked
from pipeline.translate import Outcome, decode, translate

PLACES = Path(__file__).parent / "data" / "places.tsv"
HARDLY = 5  # training pairs; a word that came less often is better given than guessed

# A word in a text: as the text without this room would have it, and the English in its place.
_OPEN, _SAYS, _CLOSE = "\x02", "\x1f", "\x03"
_WORD = re.compile(f"{_OPEN}([^{_SAYS}]*){_SAYS}([^{_CLOSE}]*){_CLOSE}")
_SPACES = re.compile(r" {2,}")


class Wording:
    """What one model is asked: masked texts, some of whose parts stand beside their English."""

    def __init__(self, seen: Mapping[str, int] | None, pair: Pair) -> None:
        """Prepare for a model.

        Args:
            seen: what it saw of the source's words; None for one that takes no words over.
            pair: of the model; for others than Chinese to English texts stay as they are.
        """
        self._seen = seen if (pair.source[:2], pair.target) == ("zh", "en") else None
        self._worded = lru_cache(maxsize=8192)(self._write)

    def asked(self, masked: Masked) -> str:
        """Return the model input of a masked text."""
        if self._seen is None:
            return masked.text
        return self._worded(masked.text, tuple(_agreed(masked)) if masked.slots else ())

    def _write(self, text: str, agreed: tuple[tuple[str, str], ...]) -> str:
        if any(mark in text for mark in (_OPEN, _SAYS, _CLOSE)):
            return text
        rare = list(_rare(text, self._seen or {}))
        for start, end, says in reversed(rare):
            text = f"{text[:start]}{_OPEN}{text[start:end]}{_SAYS}{says}{_CLOSE}{text[end:]}"
        for mark, says in agreed:
            text = text.replace(mark, f"{_OPEN}{mark}{_SAYS}{says}{_CLOSE}")
        return text


def plain(asked: str) -> str:
    """Return the masked text without any of its words."""
    return _WORD.sub(r"\1", asked) if _OPEN in asked else asked


def given(asked: str) -> str:
    r"""Return the text with its rare words in English, and agreed terms behind their placeholders.

    >>> given("2个\x02⟦0⟧\x1fCloud Bag\x03，\x02牛油\x1fbeef tallow\x03")
    '2个⟦0⟧， beef tallow'
    """
    if _OPEN not in asked:
        return asked
    words = _WORD.sub(lambda m: m[1] if PATTERN.fullmatch(m[1]) else f" {m[2]} ", asked)
    return _SPACES.sub(" ", words).strip() if words != asked else asked


def shown(asked: str) -> str:
    r"""Return what the model reads first.

    >>> shown("2个\x02⟦0⟧\x1fCloud Bag\x03，\x02牛油\x1fbeef tallow\x03")
    '2个 Cloud Bag ， beef tallow'
    """
    return _SPACES.sub(" ", _WORD.sub(r" \2 ", asked)).strip()


def translate_worded(
    texts: Sequence[str], translator: Translator, decoding: Decoding
) -> list[Outcome]:
    """Return one outcome for each text that :class:`Wording` made, in order."""
    tried = [text for text in texts if _OPEN in text]
    found = decode(
        [shown(text) for text in tried],
        translator,
        lambda each: choose.candidates(each, translator, decoding),
    )
    good: dict[str, Outcome] = {}
    for text, outputs in zip(tried, found, strict=True):
        backs = (taken_back(text, output) for output in outputs)
        for back in backs:
            if back is not None and _is_sound(text, back, translator.pair):
                good[text] = Outcome(back)
                break
    left = [text for text in texts if text not in good]
    rest = translate([plain(text) for text in left], translator, decoding)
    good |= zip(left, rest, strict=True)
    return [good[text] for text in texts]


def _is_sound(asked: str, back: str, pair: Pair) -> bool:
    return not check(plain(asked), back, pair.source, pair.target)


def taken_back(asked: str, output: str) -> str | None:
    r"""Return an output with agreed terms behind their placeholders; None if a word is missing.

    >>> taken_back("2个\x02⟦0⟧\x1fCloud Bag\x03", "2 cloud bags")
    '2 ⟦0⟧s'
    """
    words = sorted(_WORD.findall(asked), key=lambda word: -len(word[1]))
    often = Counter(says.lower() for written, says in words if PATTERN.fullmatch(written))
    for written, says in words:
        if not PATTERN.fullmatch(written):
            if not forms(says).search(output):
                return None
            continue
        places = list(_exact(says).finditer(output))
        if len(places) != often[says.lower()]:
            return None
        often[says.lower()] -= 1
        start, end = places[0].span("term")
        output = output[:start] + written + output[end:]
    return output


def _agreed(masked: Masked) -> Iterator[tuple[str, str]]:
    """Yield the placeholder and the English of the terms that read as common English words."""
    for number, slot in enumerate(masked.slots):
        if slot.kind == "term" and isinstance(slot.value, str) and _is_common(slot.value):
            yield PLACEHOLDER.format(number), slot.value


def _rare(text: str, seen: Mapping[str, int]) -> Iterator[tuple[int, int, str]]:
    """Yield where words stand that the model hardly saw and that have one sense, and that sense."""
    glosses = _glosses()
    for start, end in glosses.words(text):
        word = text[start:end]
        if len(senses := glosses.senses[word]) == 1 and seen.get(word, 0) < HARDLY:
            yield start, end, senses[0]


@lru_cache(maxsize=8192)
def _is_common(value: str) -> bool:
    words = re.split(r"[ -]", value.lower())
    return is_gloss(value) and all(word in english_words() for word in words)


@cache
def _glosses() -> Glosses:
    return Glosses.load((PLACES, WORDS))


@cache
def english_words() -> frozenset[str]:
    """Return the English words of the lexicon; names, which it capitalizes, are not among them."""
    senses = (sense for senses in _glosses().senses.values() for sense in senses)
    words = (word for sense in senses for word in re.split(r"[ -]", sense))
    return frozenset(word for word in words if word.islower())


@lru_cache(maxsize=1024)  # a listing may bring terms of its own
def _exact(says: str) -> re.Pattern[str]:
    """Return what finds a term as agreed, or in the plural, in whatever case."""
    return re.compile(rf"(?<![A-Za-z'-])(?P<term>{re.escape(says)})(?:e?s)?(?![A-Za-z'-])", re.I)
