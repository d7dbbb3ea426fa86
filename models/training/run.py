"""From a plan to a model on disk: prepare, train, export. The table of contents of this package."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.training import curve, machine
from models.training.export import export, load_base, refuse
from models.training.plan import Plan
from models.training.prepare import Prepared, prepare
from models.training.recipe import Progress, Recipe
from models.training.sizes import new_model, size
from models.training.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Places:
    """Where a training writes.

    Attributes:
        out: the finished model; ``run``: data, checkpoints, log and curve, to resume from.
    """

    out: Path
    run: Path

    @property
    def log(self) -> Path:
        """Progress, one JSON object a line."""
        return self.run / "log.jsonl"

    @property
    def curve(self) -> Path:
        """The picture of it."""
        return self.run / "loss.png"


def train(
    prepared: Prepared,
    recipe: Recipe,
    places: Places,
    *,
    report: Callable[[Progress], None] = lambda progress: None,
    stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Train, or go on training, and write the model; tell whether it is finished.

    Where ``stop`` ends it early, the run folder holds a checkpoint and no model is written.

    Raises:
        WouldOverwrite: ``out`` holds something that is not a model.
        InvalidBase, NothingToLearn: the model or the pairs cannot be used.
    """
    refuse(places.out)
    trainer = Trainer(
        _model(prepared, places.run), prepared.train, prepared.dev, recipe, places.run
    )

    def tell(progress: Progress) -> None:
        curve.append(places.log, progress)
        report(progress)

    finished = trainer.run(tell, stop)
    curve.draw(curve.history(places.log), places.curve)
    if finished:
        position = trainer.position
        facts = {"steps": position.step, "target_tokens": position.tokens}
        export(trainer.finished(), prepared.vocabulary, places.out, training=facts)
    return finished


def start(plan: Plan, places: Places, *, fresh: bool = False) -> Prepared:
    """Return the data of a training, from its run folder where that has it.

    Raises:
        RunDiffers: the run folder is of another plan, and ``fresh`` does not allow to empty it.
    """
    if fresh and (places.run / "plan.json").exists():
        shutil.rmtree(places.run)
    return prepare(plan, places.run)


def _model(prepared: Prepared, run: Path) -> Any:
    import torch

    plan = prepared.plan
    torch.manual_seed(plan.seed)
    if plan.base:
        model = load_base(plan.origin(run))
    else:
        vocabulary = prepared.vocabulary
        model = new_model(size(plan.size), vocabulary=len(vocabulary), targets=vocabulary.targets)
    model.set_attn_implementation(machine.attention())
    return model
