"""Which language a text is in, by its letters and its words.

The letters are langdetect's own profiles, scored exactly: every n-gram of the text counts once,
where langdetect draws some of them at random. The words are the frequencies of ``wordfreq``. Case
is folded in both, so that TITLES IN CAPITALS count like any others.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import regex

from models.backends.vocabularies import Vocabularies
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
    """Weighted log probabilities of n-grams, one column a language.

    Attributes:
        rows: n-gram → its row.
        weights: rows × languages.
    """

    rows: Mapping[str, int]
    weights: NDArray[np.float32]


class LangdetectScorer:
    """Scores texts in languages by letters and words; see :class:`models.base.Scorer`.

    Tables are read on first use, one pair for each set of languages asked for. Safe in threads.
    """

    def __init__(self) -> None:
        self._tables: dict[tuple[str, ...], tuple[_Table, Vocabularies]] = {}
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
        heard = vocabulary.weigh([word.casefold() for word in spoken])
        total = ngrams.weights[known].sum(0) + heard.sum(0)
        return dict(zip(key, total.tolist(), strict=True))

    def _load(self, languages: tuple[str, ...]) -> tuple[_Table, Vocabularies]:
        with self._lock:
            if languages not in self._tables:
                for language in languages:
                    if language not in available():
                        raise NoStatistics(language, available())
                profiles = [_read_profile(_PROFILES.get(code, code)) for code in languages]
                self._tables[languages] = (
                    _table(profiles),
                    Vocabularies.read(map(_read_words, languages), _WORD_FLOOR, _WORD_WEIGHT),
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
    profiles = {path.name for path in files("langdetect").joinpath("profiles").iterdir()}
    return tuple(sorted(code for code in _word_lists() if _PROFILES.get(code, code) in profiles))


def _ngrams(word: str) -> Iterator[str]:
    """Yield the n-grams of a word and the spaces around it, all lengths, each as often as it is."""
    padded = f" {word.lower().translate(_FOLDED)} "
    yield from padded[1:-1]
    for size in range(2, _LONGEST_NGRAM + 1):
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def _table(profiles: Sequence[Mapping[str, float]]) -> _Table:
    """Return the weighted logs of shares, the floor added to all of them."""
    import numpy as np

    rows = {key: i for i, key in enumerate(dict.fromkeys(key for p in profiles for key in p))}
    shares = np.zeros((len(rows), len(profiles)), np.float32)
    for column, profile in enumerate(profiles):
        shares[[rows[key] for key in profile], column] = list(profile.values())
    return _Table(rows, np.log(shares + np.float32(_NGRAM_FLOOR)) * np.float32(_NGRAM_WEIGHT))


def _read_profile(name: str) -> Counter[str]:
    """Return n-gram → share among all n-grams of its length, upper case folded into lower."""
    profile = json.loads(files("langdetect").joinpath("profiles", name).read_text("utf-8"))
    shares: Counter[str] = Counter()
    for ngram, count in profile["freq"].items():
        if len(ngram) <= _LONGEST_NGRAM:
            shares[ngram.lower()] += count / profile["n_words"][len(ngram) - 1]
    return shares


@cache
def _word_lists() -> Mapping[str, Path]:
    """Return language → file of wordfreq's small lists; to import it costs 11 MB more."""
    spec = find_spec("wordfreq")
    folder = Path(spec.origin or "").with_name("data") if spec else Path()
    found = folder.glob("small_*.msgpack.gz")
    return {path.name.split(".")[0].removeprefix("small_"): path for path in found}


def _read_words(language: str) -> dict[str, float]:
    """Return word → share among all words."""
    import msgpack  # type: ignore[import-untyped]

    _, *bins = msgpack.loads(gzip.decompress(_word_lists()[language].read_bytes()))
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
