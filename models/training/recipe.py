"""How to train, and what a training tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass

from models.training.checkpoint import Position
from models.training.schedule import DEFAULT, Schedule


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        steps, minutes: the end, whichever comes first; resumed runs count from the very start.
        batch_tokens: tokens of a batch, padding included.
        longest: pairs with more tokens on one side are left out.
        smoothing: of the labels; ``clip``: norm of the gradients at most.
        patience: looks at the dev set without a better loss before the end; 0 is endless.
        look_every, report_every: steps; ``save_every_s``: seconds.
        bf16: multiply matrices in bfloat16 where the machine is faster in it; weights and sums stay
            in float32.
    """

    schedule: Schedule = DEFAULT
    steps: int | None = None
    minutes: float | None = None
    batch_tokens: int = 4096
    longest: int = 128
    smoothing: float = 0.1
    clip: float = 1.0
    patience: int = 10
    look_every: int = 500
    report_every: int = 50
    save_every_s: float = 120
    bf16: bool = True
    threads: int = 1
    seed: int = 1

    def done(self, position: Position) -> float:
        """Return the share of the training that is over, 0 to 1.

        >>> Recipe(steps=100, minutes=10).done(Position(step=20, seconds=180))
        0.3
        """
        by_step = position.step / self.steps if self.steps else 0.0
        by_time = position.seconds / 60 / self.minutes if self.minutes else 0.0
        return min(1.0, max(by_step, by_time))

    def is_over(self, position: Position) -> bool:
        """Tell whether nothing is left to do, or the dev loss has stopped falling."""
        return self.done(position) >= 1 or 0 < self.patience <= position.waited


@dataclass(frozen=True, slots=True)
class Progress:
    """One progress line.

    Attributes:
        loss: mean since the line before, in nats a target token, labels smoothed.
        dev_loss: labels plain; None where the dev set was not looked at since.
        rate: of learning; ``speed``: target tokens a second since the line before.
        tokens: target tokens seen since the very start; ``done``: share of the training, 0 to 1.
    """

    step: int
    epoch: int
    tokens: int
    loss: float
    dev_loss: float | None
    rate: float
    speed: float
    done: float

    def __str__(self) -> str:
        dev = "" if self.dev_loss is None else f"  dev {self.dev_loss:.3f}"
        return (
            f"{self.done:4.0%}  step {self.step}  epoch {self.epoch}  loss {self.loss:.3f}{dev}  "
            f"{self.speed:,.0f} tokens/s  {self.tokens / 1e6:.2f} M tokens  rate {self.rate:.1e}"
        )
