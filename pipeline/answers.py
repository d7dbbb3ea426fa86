"""What is asked of the models for a chunk of documents, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.cache import Signature
from pipeline.mask import Masked
from pipeline.route import Route
from pipeline.translate import Outcome

# The distinct model inputs, by all that could change their outputs.
Wanted = Mapping[Signature, tuple[Route, list[str]]]
Known = Mapping[Signature, Mapping[str, Outcome]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of one route once everything has been translated.

    Attributes:
        asked: gives the model input of a masked text.
        known: model input → what became of it; ``cached``: those that the cache knew.
        review_below: score from which on an output may go out unread.
    """

    asked: Callable[[Masked], str]
    known: Mapping[str, Outcome]
    cached: Collection[str]
    review_below: float

    def outcome(self, masked: Masked) -> tuple[Outcome | None, bool]:
        """Return what became of a masked text, and whether the cache knew it."""
        asked = self.asked(masked)
        return self.known.get(asked), asked in self.cached


def missing(wanted: Wanted, known: Known) -> dict[Signature, tuple[Route, list[str]]]:
    """Return the inputs of which nothing is known."""
    left = {
        signature: (way, [text for text in texts if text not in known.get(signature, ())])
        for signature, (way, texts) in wanted.items()
    }
    return {signature: (way, texts) for signature, (way, texts) in left.items() if texts}
