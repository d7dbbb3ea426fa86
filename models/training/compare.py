"""Put two systems side by side: which segments differ, and whether it could be chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.training.evaluate import metrics, streams
from models.training.scores import Evaluation, Result

_TIE = 1.0  # points of chrF; outputs that differ by less tie
_SAMPLES = 1000  # of the paired bootstrap


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on the same segments.

    Attributes:
        p_values: metric → probability that chance alone makes such a difference; None where the
            two are the same.
    """

    first: Evaluation
    second: Evaluation
    p_values: Mapping[str, float | None]

    @property
    def gains(self) -> list[tuple[Result, Result, float]]:
        """Both results of each segment and what the second gains in chrF, largest loss first."""
        pairs = zip(self.first.results, self.second.results, strict=True)
        return sorted(((a, b, b.chrf - a.chrf) for a, b in pairs), key=lambda row: row[2])

    @property
    def better(self) -> int:
        """Segments in which the second has the higher chrF."""
        return sum(gain >= _TIE for *_, gain in self.gains)

    @property
    def worse(self) -> int:
        """Segments in which it has the lower."""
        return sum(gain <= -_TIE for *_, gain in self.gains)


def compare(first: Evaluation, second: Evaluation, *, target: str = "en") -> Comparison:
    """Compare two evaluations of the same segments, by paired bootstrap resampling."""
    return Comparison(first, second, _p_values(first, second, target))


def _p_values(first: Evaluation, second: Evaluation, target: str) -> dict[str, float | None]:
    from sacrebleu.significance import PairedTest

    bleu, chrf = metrics(target)
    if first.outputs == second.outputs:
        return {"BLEU": None, "chrF": None}
    test: Any = PairedTest(
        [("first", first.outputs), ("second", second.outputs)],
        {"BLEU": bleu, "chrF": chrf},
        references=streams([result.segment for result in first.results]),
        test_type="bs",
        n_samples=_SAMPLES,
    )
    _, found = test()
    return {"BLEU": found["BLEU"][1].p_value, "chrF": found["chrF2"][1].p_value}
