"""What is known about a system once it has been scored; frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.training.fidelity import Share
from models.training.testset import Segment


@dataclass(frozen=True, slots=True)
class Result:
    """How one segment came out.

    Attributes:
        chrf: of this segment, 0 to 100.
        placeholders, numbers: whether all were kept; None where there is none.
        loop: whether the output repeats itself.
        terms: agreed terms kept.
        flags: codes of what the system's inspection found wrong, each once.
    """

    segment: Segment
    output: str
    chrf: float
    placeholders: bool | None
    numbers: bool | None
    loop: bool
    terms: Share
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A corpus score, 0 to 100, with the signature of all that could change it."""

    value: float
    signature: str

    def __str__(self) -> str:
        return f"{self.value:.1f}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All about one system on one set.

    Attributes:
        length: words of the outputs for each word of the references.
        seconds: for all segments together, from the raw source to the output.
    """

    name: str
    results: tuple[Result, ...]
    bleu: Score
    chrf: Score
    length: float
    seconds: float

    @property
    def outputs(self) -> list[str]:
        """All outputs, in order."""
        return [result.output for result in self.results]

    def kept(self, what: Literal["placeholders", "numbers"]) -> Share:
        """Return how many segments keep all of theirs, of those that have any."""
        told = [kept for result in self.results if (kept := getattr(result, what)) is not None]
        return Share(sum(told), len(told))

    @property
    def terms(self) -> Share:
        """Agreed terms kept, over all segments."""
        shares = [result.terms for result in self.results]
        return Share(sum(share.kept for share in shares), sum(share.of for share in shares))

    @property
    def loops(self) -> Share:
        """Segments whose output repeats itself."""
        return Share(sum(result.loop for result in self.results), len(self.results))

    @property
    def clean(self) -> Share:
        """Segments without any flag."""
        return Share(sum(not result.flags for result in self.results), len(self.results))

    @property
    def speed(self) -> tuple[float, float]:
        """Segments and source characters a second."""
        characters = sum(len(result.segment.source) for result in self.results)
        return len(self.results) / self.seconds, characters / self.seconds

    def worst(self, count: int) -> list[Result]:
        """Return the segments with the lowest chrF, worst first."""
        return sorted(self.results, key=lambda result: result.chrf)[:count]
