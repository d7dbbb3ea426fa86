"""What turns signs of a good or bad output into a probability: data beside a model's weights."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import mul
from pathlib import Path
from typing import Any

from models.errors import ModelCorrupt

FILE = "score.json"
_WIDEST = 2.5  # scales from the centre; beyond, a feature says no more


@dataclass(frozen=True, slots=True)
class Fit:
    """A logistic regression on some features, each of which may bend at its centre and a scale off.

    Attributes:
        features: their names; ``centre`` and ``scale`` make them comparable.
        weights: of each scaled feature, as :func:`bent` gives it; ``bias``: log-odds where all are
            at their centre.
        reverse: name of the model that read the outputs back, or ``""``.
        review_below: probability from which on an output may go out unread.
        auc: right outputs against wrong ones, measured on pairs that were not fitted.
    """

    features: tuple[str, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: float
    review_below: float
    reverse: str = ""
    auc: float = 0.0

    def probability(self, found: Mapping[str, float]) -> float:
        """Return how likely an output is right, 0 to 1.

        >>> Fit(("mean",), (-1.0,), (0.5,), ((2.0,),), 0.0, 0.5).probability({"mean": -0.5})
        0.8807970779778823
        """
        odds = self.bias
        for name, centre, scale, weights in zip(
            self.features, self.centre, self.scale, self.weights, strict=True
        ):
            odds += sum(map(mul, weights, bent((found[name] - centre) / scale)))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def bent(scaled: float) -> tuple[float, float, float, float]:
    """Return a scaled feature in four parts: straight, below -1, above 0, and above 1.

    >>> bent(1.5), bent(-9)
    ((1.5, 0.0, 1.5, 0.5), (-2.5, -1.5, 0.0, 0.0))
    """
    value = -_WIDEST if scaled < -_WIDEST else _WIDEST if scaled > _WIDEST else scaled
    return (
        value,
        value + 1 if value < -1 else 0.0,
        value if value > 0 else 0.0,
        value - 1 if value > 1 else 0.0,
    )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fits of one model, the one that knows most first."""

    fits: tuple[Fit, ...]

    def serving(self, reverse: str) -> Fit | None:
        """Return the first fit that needs no reverse model but the one that there is."""
        return next((fit for fit in self.fits if fit.reverse in ("", reverse)), None)

    def to_json(self) -> str:
        """Return the text of a file that :func:`read` takes."""
        return json.dumps({"fits": [asdict(fit) for fit in self.fits]}, indent=1) + "\n"


def read(name: str, directory: Path) -> Calibration | None:
    """Return what lies beside a model's weights, or None where it was never calibrated.

    Raises:
        ModelCorrupt: it is no such file.
    """
    path = directory / FILE
    try:
        rows = json.loads(path.read_bytes())["fits"]
        return Calibration(tuple(_fit(row) for row in rows))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelCorrupt(name, path, f"not a calibration ({error!r})") from error


def _fit(row: Mapping[str, Any]) -> Fit:
    fit = Fit(**{k: _frozen(v) for k, v in row.items()})
    if len({len(fit.features), len(fit.centre), len(fit.scale), len(fit.weights)}) != 1:
        raise ValueError("its lists differ in length")
    return fit


def _frozen(value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(map(_frozen, value))
    return value
