"""Tell the language of a text: its script decides what it can, letters and words the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import regex

from models.base import UNDETERMINED, Detection, Scorer
from pipeline import language
from pipeline.detection import han, script
from pipeline.detection.prose import prose

DEFAULT_LANGUAGES = (
    "zh", "yue", "ja", "ko", "th", "vi", "en", "ms", "id", "pt", "es", "fr", "de", "it", "ru", "ar",
)  # fmt: skip

_BY_SCRIPT = {"Hang": ("ko", "Kore"), "Thai": ("th", "Thai")}
_NOT_LATIN = dict.fromkeys(("ru", "uk", "bg"), "Cyrl") | dict.fromkeys(("ar", "fa", "ur"), "Arab")
_NOT_BY_STATISTICS = frozenset({"zh", "yue", "ja", "ko", "th"})
# Other languages that sellers write: they compete, so that Dutch does not come out as German.
_RIVALS = ("nl", "pl", "tr", "fil", "sv", "ro", "cs", "uk", "bg", "fa", "ur")

# P(right) = 1 / (1 + exp(-(bias + margin·m + fit·f))): m is how far the best score is ahead of the
# second, f the best score a letter. A logistic regression on the samples beside the unit tests:
# tests/benchmarks/detection_calibration.py gives the numbers, and says what was chosen by hand.
_BIAS, _MARGIN, _FIT = 0.63, 1.30, 0.20

# Odds before the text is read, in the unit of the scores: 20 to 1 for the seller's own language,
# 1 to 10 for what is not served.
_LOCALE_BONUS, _RIVAL_HANDICAP = 3.0, 2.3

# 98 % of the Latin samples have a higher score a letter; codes and names have a lower one.
_FAMILIAR = -8.7
_LINK = regex.compile(r"(?:https?|ftp)://\S+")
_HAN, _LETTER, _LOOKED_AT = regex.compile(r"\p{Han}+"), regex.compile(r"\p{L}"), 2_000
_SHORTEST_WORD, _FEWEST_WORDS = 3, 3


class Detector:
    """Detects languages, each text for itself; deterministic, and safe in threads.

    Below ``threshold``, and for languages that are not served, the answer is ``und``, with the
    confidence of the guess that was turned down.
    """

    def __init__(
        self,
        scorer: Scorer,
        *,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        threshold: float = 0.80,
    ) -> None:
        """Build it for the ``languages`` served, as codes without script and region."""
        self._scorer, self._threshold = scorer, threshold
        self._served = frozenset(map(language.base, languages))
        compete = dict.fromkeys([*(c for c in languages if c not in _NOT_BY_STATISTICS), *_RIVALS])
        self._candidates: dict[str, tuple[str, ...]] = {
            alphabet: tuple(c for c in compete if _NOT_LATIN.get(c, "Latn") == alphabet)
            for alphabet in ("Latn", "Cyrl", "Arab")
        }

    def detect(self, texts: Sequence[str], *, locale: str | None = None) -> list[Detection]:
        """Return one detection for each text, in order.

        ``locale`` is the seller's, as BCP-47: it tips the scales where a text leaves room
        (Portuguese or Spanish, Japanese without kana), and is overruled where it does not.

        Raises:
            UnknownLanguage: ``locale`` is no language code.
            ModelError: the scorer does not know one of the languages.
        """
        home = language.base(language.normalize(locale)) if locale else ""
        return [self._accept(self._guess(_read(text), home)) for text in texts]

    def _accept(self, guess: Detection) -> Detection:
        """Turn down what is not served or not likely enough."""
        if language.base(guess.language) in self._served and guess.confidence >= self._threshold:
            return guess
        return replace(guess, language="und")

    def _guess(self, text: str, home: str) -> Detection:
        counts = script.count_letters(text)
        if not counts:
            return UNDETERMINED
        main, mixed = script.deciding_script(counts), script.is_mixed(counts)
        if main == "Latn" or (script.is_mostly_latin(counts) and self._reads_as_latin(text)):
            return self._by_statistics(text, "Latn", home, mixed or main != "Latn")
        if main in self._candidates:
            return self._by_statistics(text, main, home, mixed)
        if main == "Hani":
            code, written, confidence = han.identify(text, counts, home)
            return Detection(code, confidence, written, mixed)
        if main in _BY_SCRIPT:
            code, written = _BY_SCRIPT[main]
            return Detection(code, han.SURE, written, mixed)
        return UNDETERMINED

    def _reads_as_latin(self, text: str) -> bool:
        """Tell a title with a stray 音箱 from a Chinese one full of names: by its Latin words."""
        words = [w for w in script.words_of(text, "Latn") if len(w) >= _SHORTEST_WORD]
        if len(words) < _FEWEST_WORDS:
            return False
        _, _, fit = self.weigh(" ".join(words), "Latn")
        return fit >= _FAMILIAR

    def _by_statistics(self, text: str, alphabet: str, home: str, mixed: bool) -> Detection:
        best, margin, fit = self.weigh(text, alphabet, home)
        return Detection(best, calibrated(margin, fit), alphabet, mixed)

    def weigh(self, text: str, alphabet: str, home: str = "") -> tuple[str, float, float]:
        """Return the best language, its lead over the second, and its score a letter.

        Only the words in ``alphabet`` (an ISO 15924 code) count.
        """
        words = script.words_of(text, alphabet)
        scores = self._scorer.score(" ".join(words), self._candidates[alphabet])
        odds = {code: score + self._prior(code, home) for code, score in scores.items()}
        best, second = sorted(odds, key=odds.__getitem__, reverse=True)[:2]
        return best, odds[best] - odds[second], scores[best] / sum(map(len, words))

    def _prior(self, code: str, home: str) -> float:
        handicap = 0.0 if code in self._served else _RIVAL_HANDICAP
        return (_LOCALE_BONUS if code == home else 0.0) - handicap


def _read(text: str) -> str:
    """Return what tells the language; where there is no prose, any Chinese in markup."""
    words = prose(text)
    if _LETTER.search(words):
        return words
    return " ".join(_HAN.findall(_LINK.sub(" ", text[:_LOOKED_AT])))


def calibrated(margin: float, fit: float) -> float:
    """Return the probability that the best of several scores is right.

    >>> round(calibrated(0.0, -8.0), 2), round(calibrated(6.0, -7.5), 2), calibrated(2000.0, -7.5)
    (0.27, 1.0, 1.0)
    """
    return 1 / (1 + math.exp(-(_BIAS + _MARGIN * margin + _FIT * fit)))
