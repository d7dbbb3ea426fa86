"""Which language a text is in, by its letters and its words.

The letters are langdetect's own profiles, scored exactly: every n-gram of the text counts once,
where langdetect draws some of them at random. The words are the frequencies of ``wordfreq``. Case
is folded in both, so that TITLES IN CAPITALS count like any others.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import regex

from models.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Taken over from an earlier study of short shop texts in 12 languages; not tuned here.
_NGRAM_WEIGHT, _WORD_WEIGHT = 0.35, 1.2
_NGRAM_FLOOR = 0.5 / 10_000  # langdetect's own smoothing: alpha / BASE_FREQ
_WORD_FLOOR = 1e-7  # a tenth of the rarest word in the small lists of wordfreq
_LONGEST_NGRAM = 3

_SHOP_WORDS = Path(__file__).parent.parent / "data" / "shop_words.tsv"
_SHOP_WORD_SHARE = 1e-4  # at least, in the language that shops use it in

# Malay has no profile: Indonesian has the same letters, and the words tell them apart.
_PROFILES = {"ms": "id", "fil": "tl"}

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:'\p{L}{1,2}(?!\p{L}))?")
# As langdetect folds them in its profiles: Vietnamese vowels into one, Persian yeh into Arabic.
_FOLDED = {code: "\u1ec3" for code in range(0x1EA0, 0x1F00)} | {0x06CC: "\u064a"}


class NoStatistics(ModelError):
    """A language that the installed profiles and word lists do not both have."""

    def __init__(self, language: str, available: Sequence[str]) -> None:
        self.language, self.available = language, tuple(available)
        super().__init__(
            f"no statistics for language {language!r}; there are some for: {', '.join(available)}"
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """Weighted log probabilities, one column a language.

    Attributes:
        rows: n-gram or word → its row.
        weights: rows × languages; the last row stands for what no language has.
    """

    rows: Mapping[str, int]
    weights: NDArray[np.float32]


class LangdetectScorer:
    """Scores texts in languages by letters and words; see :class:`models.base.Scorer`.

    Tables are read on first use, one pair for each set of languages asked for. Safe in threads.
    """

    def __init__(self) -> None:
        self._tables: dict[tuple[str, ...], tuple[_Table, _Table]] = {}
        self._lock = Lock()

    def score(self, text: str, languages: Sequence[str]) -> dict[str, float]:
        """Return for each language ``0.35 Σ log p(n-gram) + 1.2 Σ log p(word)``, natural logs.

        N-grams that no profile has say nothing; words that no list has count as very rare.

        Raises:
            NoStatistics: nothing is known about one of the languages.
        """
        key = tuple(languages)
        ngrams, vocabulary = self._tables.get(key) or self._load(key)
        spoken = words(text)
        known = [ngrams.rows[n] for word in spoken for n in _ngrams(word) if n in ngrams.rows]
        found = [vocabulary.rows.get(word.casefold(), -1) for word in spoken]
        total = ngrams.weights[known].sum(0) + vocabulary.weights[found].sum(0)
        return dict(zip(key, total.tolist(), strict=True))

    def _load(self, languages: tuple[str, ...]) -> tuple[_Table, _Table]:
        with self._lock:
            if languages not in self._tables:
                for language in languages:
                    if language not in available():
                        raise NoStatistics(language, available())
                profiles = [_read_profile(_PROFILES.get(code, code)) for code in languages]
                lists = [_read_words(code) for code in languages]
                self._tables[languages] = (
                    _table(profiles, _NGRAM_FLOOR, _NGRAM_WEIGHT),
                    _table(lists, _WORD_FLOOR, _WORD_WEIGHT),
                )
            return self._tables[languages]


def words(text: str) -> list[str]:
    """Return the words of a text, as the frequency lists cut them.

    >>> words("L'été, c'est won't 24h GROẞ")
    ['L', 'été', 'c', 'est', "won't", 'h', 'GROẞ']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).replace("’", "'"))


@cache
def available() -> tuple[str, ...]:
    """Return the languages that have both a profile and a word list."""
    import wordfreq

    profiles = {path.name for path in files("langdetect").joinpath("profiles").iterdir()}
    lists = wordfreq.available_languages("small")
    return tuple(sorted(code for code in lists if _PROFILES.get(code, code) in profiles))


def _ngrams(word: str) -> Iterator[str]:
    """Yield the n-grams of a word and the spaces around it, all lengths, each as often as it is."""
    padded = f" {word.lower().translate(_FOLDED)} "
    yield from padded[1:-1]
    for size in range(2, _LONGEST_NGRAM + 1):
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def _table(sources: Sequence[Mapping[str, float]], floor: float, weight: float) -> _Table:
    """Return the weighted logs of probabilities, ``floor`` added to all of them."""
    import numpy as np

    rows = {key: i for i, key in enumerate(dict.fromkeys(key for s in sources for key in s))}
    values = np.zeros((len(rows) + 1, len(sources)), np.float32)
    for column, source in enumerate(sources):
        values[[rows[key] for key in source], column] = list(source.values())
    values += floor  # in place: with every language there are 400,000 words
    np.log(values, out=values)
    values *= weight
    return _Table(rows, values)


def _read_profile(name: str) -> Counter[str]:
    """Return n-gram → share among all n-grams of its length, upper case folded into lower."""
    profile = json.loads(files("langdetect").joinpath("profiles", name).read_text("utf-8"))
    shares: Counter[str] = Counter()
    for ngram, count in profile["freq"].items():
        if len(ngram) <= _LONGEST_NGRAM:
            shares[ngram.lower()] += count / profile["n_words"][len(ngram) - 1]
    return shares


def _read_words(language: str) -> dict[str, float]:
    """Return word → share among all words, past wordfreq's own caches, which keep every list."""
    import wordfreq

    bins = wordfreq.read_cBpack(wordfreq.available_languages("small")[language])
    shares = {
        word: 10 ** (-centibels / 100)
        for centibels, bin_ in enumerate(bins)
        for word in bin_
        if word.replace("'", "").isalpha()
    }
    for word in _shop_words().get(language, ()):
        shares[word] = max(shares.get(word, 0.0), _SHOP_WORD_SHARE)
    return shares


@cache
def _shop_words() -> Mapping[str, Sequence[str]]:
    lines = _SHOP_WORDS.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {language: tuple(words.split()) for language, words in rows}
