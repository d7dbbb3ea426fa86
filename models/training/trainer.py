"""The loop of a training: batch after batch, with looks, reports and checkpoints in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.training import checkpoint
from models.training.batches import Batches
from models.training.checkpoint import Position
from models.training.errors import NothingToLearn
from models.training.learner import Learner
from models.training.recipe import Progress, Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.training.arrays import TokenArrays


@dataclass
class _Window:
    """What was learnt since the last report."""

    loss: Any = 0.0
    tokens: int = 0
    since: float = field(default_factory=time.monotonic)


class Trainer:
    """One training in one folder; it goes on where the folder's checkpoint stands.

    Attributes:
        position: where it stands now.
    """

    def __init__(
        self, model: Any, train: TokenArrays, dev: TokenArrays | None, recipe: Recipe, run: Path
    ) -> None:
        """Take over a model; ``run`` is a folder that exists.

        Raises:
            NothingToLearn: no usable pair.
        """
        self._train, self._dev, self._recipe, self._run = train, dev, recipe, run
        self._batches = _batches(train, recipe)
        if not len(self._batches.usable()):
            raise NothingToLearn(len(train), f"a side is empty, or over {recipe.longest} tokens")
        self._looked_at = _batches(dev, recipe).in_order() if dev else []
        self._learner = Learner(model, recipe)
        self._dev_loss: float | None = None
        self.position = Position()
        if self._checkpoint.exists():
            self.position = checkpoint.load(
                self._checkpoint, self._learner.model, self._learner.optimizer
            )
            self._learner.share()

    @property
    def _checkpoint(self) -> Path:
        return self._run / "checkpoint.safetensors"

    @property
    def _best(self) -> Path:
        return self._run / "best.safetensors"

    def run(
        self,
        report: Callable[[Progress], None] = lambda progress: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Train until the recipe is fulfilled or ``stop`` says so; tell whether it is fulfilled.

        A checkpoint is written in both cases.
        """
        window, saved, upcoming = _Window(), time.monotonic(), self._upcoming()
        while not (over := self._recipe.is_over(self.position)) and not stop():
            self._advance(next(upcoming), window)
            if self._dev and self.position.step % self._recipe.look_every == 0:
                self._look()
            if self.position.step % self._recipe.report_every == 0:
                report(self._progress(window))
                window = _Window()
            if time.monotonic() - saved > self._recipe.save_every_s:
                self._save()
                saved = time.monotonic()
        if over and self._dev and self.position.step % self._recipe.look_every:
            self._look()  # or the end of a cool-down would never be compared
        if window.tokens:
            report(self._progress(window))
        self._save()
        return over

    def finished(self) -> Any:
        """Return the model with the best weights that the dev set saw, or else the last."""
        if self._best.exists():
            checkpoint.load_weights(self._best, self._learner.model)
        return self._learner.model.eval()

    def _upcoming(self) -> Iterator[NDArray[np.int64]]:
        while True:
            batches = self._batches.epoch(self.position.epoch)
            while self.position.batch < len(batches):
                yield batches[self.position.batch]
            self.position = replace(self.position, epoch=self.position.epoch + 1, batch=0)

    def _advance(self, rows: NDArray[np.int64], window: _Window) -> None:
        started, here = time.monotonic(), self.position
        seed = self._recipe.seed * 1_000_003 + here.step
        loss, tokens = self._learner.learn(self._train, rows, rate=self._rate(), seed=seed)
        window.loss, window.tokens = window.loss + loss * tokens, window.tokens + tokens
        self.position = replace(
            here,
            step=here.step + 1,
            batch=here.batch + 1,
            tokens=here.tokens + tokens,
            seconds=here.seconds + time.monotonic() - started,
        )

    def _rate(self) -> float:
        return self._recipe.schedule.rate(self.position.step, self._recipe.done(self.position))

    def _look(self) -> None:
        assert self._dev
        loss = self._dev_loss = self._learner.look(self._dev, self._looked_at)
        if loss < self.position.best:
            self.position = replace(self.position, best=loss, waited=0)
            checkpoint.save_weights(self._best, self._learner.model)
        else:
            self.position = replace(self.position, waited=self.position.waited + 1)

    def _progress(self, window: _Window) -> Progress:
        here, (dev_loss, self._dev_loss) = self.position, (self._dev_loss, None)
        return Progress(
            step=here.step,
            epoch=here.epoch,
            tokens=here.tokens,
            loss=float(window.loss) / window.tokens,
            dev_loss=dev_loss,
            rate=self._rate(),
            speed=window.tokens / (time.monotonic() - window.since),
            done=self._recipe.done(here),
        )

    def _save(self) -> None:
        model, optimizer = self._learner.model, self._learner.optimizer
        checkpoint.save(self._checkpoint, model, optimizer, self.position)


def _batches(data: TokenArrays, recipe: Recipe) -> Batches:
    return Batches(data.lengths(), recipe.batch_tokens, recipe.longest, recipe.seed)
