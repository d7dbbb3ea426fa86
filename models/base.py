"""The contracts of this package: what a translator and a detector are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from models.calibration import Calibration


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A source and a target language, as BCP-47 codes.

    >>> str(Pair("zh", "en"))
    'zh-en'
    """

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class Decoding:
    """One named way of searching for the best output.

    Attributes:
        name: stands in signatures and cache keys.
        beam: hypotheses kept; 1 is greedy.
        no_repeat_ngram: no n-gram of this size twice; 0 allows all.
        repetition_penalty: above 1 makes a token that was already produced less likely.
        length_factor: at most this many output tokens for each input token ...
        length_floor: ... plus this many.
        rank: which of the hypotheses kept is the output; 0 is the best.
        chooses: of the hypotheses, the pipeline takes that which says most of the source.
    """

    name: str
    beam: int = 1
    no_repeat_ngram: int = 0
    repetition_penalty: float = 1.0
    length_factor: float = 3.0
    length_floor: int = 12
    rank: int = 0
    chooses: bool = False

    def ranked(self, rank: int) -> Decoding:
        """Return the same search, of which a later hypothesis is the output.

        >>> BEAM4.ranked(2).name, BEAM4.ranked(0) == BEAM4
        ('beam4-2', True)
        """
        if rank == 0:
            return self
        return replace(self, name=f"{self.name}-{rank}", rank=rank, beam=max(self.beam, rank + 1))

    def max_tokens(self, source_tokens: int) -> int:
        """Return the longest output allowed for an input of so many tokens.

        >>> GREEDY.max_tokens(10)
        42
        """
        return int(source_tokens * self.length_factor) + self.length_floor


GREEDY = Decoding("greedy")
BEAM4 = Decoding("beam4", beam=4, repetition_penalty=1.1)  # fewer words said twice
RERANK4 = replace(BEAM4, name="rerank4", chooses=True)
CAREFUL = Decoding("careful", beam=4, no_repeat_ngram=3, repetition_penalty=1.2)
DECODINGS = {decoding.name: decoding for decoding in (GREEDY, BEAM4, RERANK4, CAREFUL)}


@runtime_checkable
class Translator(Protocol):
    """Turns texts of one language into texts of another.

    Attributes:
        pair: from which language to which.
        revision: changes whenever the same input could give another output.
        max_tokens: longest input, in tokens of the model.
        seen: word of the source → how often training showed it, where the model takes words of the
            target in its source over into the output; None where it does not.
    """

    pair: Pair
    revision: str
    max_tokens: int
    seen: Mapping[str, int] | None

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return one output for each text, in order.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        ...

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Return all that the search keeps for each text, the best first.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of input tokens of each text."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One output of a search, and its mean log-probability a token, in nats."""

    text: str
    mean: float


@runtime_checkable
class Weigher(Protocol):
    """A translator that tells how likely each of its candidates is, at no further cost."""

    def weighed(self, texts: Sequence[str], decoding: Decoding) -> list[list[Candidate]]:
        """Return all that the search keeps for each text, the likeliest first.

        Raises:
            TextTooLong: a text has more tokens than the model takes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How sure a model is of an output, in nats.

    Attributes:
        mean: log-probability a token, the end of the sentence among them.
        low: the mean of the three tokens that surprise it most.
        total: of the whole output.
    """

    mean: float
    low: float
    total: float


@runtime_checkable
class Judge(Protocol):
    """A translator that can also say what it thinks of an output, without searching for one.

    Attributes:
        revision: as that of the translator.
        calibration: what its opinion is worth; None where that was never measured.
    """

    revision: str
    calibration: Calibration | None

    def likelihoods(
        self, sources: Sequence[str], outputs: Sequence[str]
    ) -> list[Likelihood | None]:
        """Return how likely each output is, given its source; None for what is too long."""
        ...

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """Return what the model reads of each text: words it has seen often are one piece."""
        ...


class Registry(Protocol):
    """Finds translators by language pair."""

    def pairs(self) -> frozenset[Pair]:
        """Return the pairs that one translator serves directly."""
        ...

    def translator(self, pair: Pair) -> Translator:
        """Return the translator of a pair, loading it on first use.

        Raises:
            ModelError: no such pair, or its model is missing or corrupt.
        """
        ...


@dataclass(frozen=True, slots=True)
class Detection:
    """The language of a text.

    Attributes:
        language: BCP-47: ``en``, ``zh-Hans``, ``zh`` (variant unknown), ``yue`` ... or ``und``.
        confidence: calibrated probability that ``language`` is right, 0 to 1.
        script: ISO 15924 code of the main script (``Hans``, ``Hant``, ``Latn`` ...), or ``Zyyy``.
        mixed: a second script holds a share worth telling.
    """

    language: str
    confidence: float
    script: str = "Zyyy"
    mixed: bool = False


UNDETERMINED = Detection("und", 0.0)


class Scorer(Protocol):
    """Statistics on letters and words, for what the script cannot decide."""

    def score(self, text: str, languages: Sequence[str]) -> dict[str, float]:
        """Return a log score for each of the languages; higher is likelier."""
        ...
