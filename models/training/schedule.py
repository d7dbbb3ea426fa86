"""How fast to learn at each step: warm up, hold or decay, cool down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["inverse-sqrt", "constant"]

_HOLD = 4  # warm-ups for which the peak is held before it decays
_FLOOR = 0.02  # of the rate, at the very end


@dataclass(frozen=True, slots=True)
class Schedule:
    """A learning rate over a training.

    Attributes:
        peak: the highest rate.
        warm_up: steps from zero to the peak.
        shape: between warm-up and cool-down.
        cool_down: share of the training, at its end, over which the rate falls to almost nothing.
    """

    peak: float = 7e-4
    warm_up: int = 1000
    shape: Shape = "inverse-sqrt"
    cool_down: float = 0.25

    def rate(self, step: int, done: float) -> float:
        """Return the rate of a step, counted from 0, when a share of the training is done.

        >>> schedule = Schedule(peak=1.0, warm_up=10, cool_down=0.5)
        >>> schedule.rate(4, 0.0), schedule.rate(20, 0.2), schedule.rate(160, 0.3)
        (0.5, 1.0, 0.5)
        >>> schedule.rate(20, 0.75), schedule.rate(20, 1.0)
        (0.5, 0.02)
        """
        rate = self.peak * min(1.0, (step + 1) / max(1, self.warm_up))
        if self.shape == "inverse-sqrt":
            hold = _HOLD * max(1, self.warm_up)
            rate *= (hold / max(step, hold)) ** 0.5
        if self.cool_down and done > 1 - self.cool_down:
            rate *= max(_FLOOR, (1 - done) / self.cool_down)
        return rate


DEFAULT = Schedule()
