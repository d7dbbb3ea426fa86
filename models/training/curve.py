"""Draw the curve of a training: its loss, and that of the dev set, over the steps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from models.training.recipe import Progress

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Point = tuple[float, float]

_SIZE, _LEFT, _TOP, _RIGHT, _BOTTOM = (1200, 675), 80, 90, 1160, 610
_INK, _GRID, _TRAIN, _DEV = "#333333", "#e3e3e3", "#1f77b4", "#d95f02"


def append(log: Path, progress: Progress) -> None:
    """Add a line to a training's log."""
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(progress)) + "\n")


def history(log: Path) -> list[Progress]:
    """Return the lines of a log in order of steps; of two with one step the later counts."""
    if not log.exists():
        return []
    rows = [Progress(**json.loads(line)) for line in log.read_text("utf-8").splitlines()]
    return sorted({row.step: row for row in rows}.values(), key=lambda row: row.step)


def draw(rows: Sequence[Progress], path: Path) -> None:
    """Write a PNG; nothing is written for fewer than two rows."""
    from PIL import Image, ImageDraw

    if len(rows) < 2:
        return
    image = Image.new("RGB", _SIZE, "white")
    canvas = ImageDraw.Draw(image)
    train = [(row.step, row.loss) for row in rows]
    dev = [(row.step, row.dev_loss) for row in rows if row.dev_loss is not None]
    low, high = _range(loss for _, loss in train + dev)
    _axes(canvas, rows[-1].step, (low, high))
    for points, colour, label, x in (
        (train, _TRAIN, "training, labels smoothed", _LEFT),
        (dev, _DEV, "dev set, labels plain", _LEFT + 300),
    ):
        line = [_place(point, rows[-1].step, (low, high)) for point in points]
        canvas.line(line, fill=colour, width=3, joint="curve")
        if points:
            _text(canvas, (x, 16), f"{label}: {points[-1][1]:.3f}", colour)
    image.save(path, optimize=True)


def _axes(canvas: ImageDraw, steps: int, losses: Point) -> None:
    low, high = losses
    for i in range(6):
        loss, step = low + (high - low) * i / 5, steps * i / 5
        x, y = _place((step, loss), steps, losses)
        canvas.line([(_LEFT, y), (_RIGHT, y)], fill=_GRID)
        _text(canvas, (_LEFT - 50, y - 9), f"{loss:.2f}", _INK)
        _text(canvas, (x - 12, _BOTTOM + 12), f"{step:,.0f}", _INK)
    _text(canvas, (_LEFT - 50, _TOP - 32), "nats a token", _INK)
    _text(canvas, (_RIGHT - 30, _BOTTOM + 36), "steps", _INK)


def _place(point: Point, steps: int, losses: Point) -> Point:
    """Return where a point stands in the image, in pixels."""
    low, high = losses
    x = _LEFT + (_RIGHT - _LEFT) * point[0] / steps
    return x, _BOTTOM - (_BOTTOM - _TOP) * (point[1] - low) / (high - low)


def _range(losses: Iterable[float]) -> Point:
    """Return the lowest and the highest loss, never the same.

    >>> _range([2.0, 3.0]), _range([2.0])
    ((2.0, 3.0), (2.0, 2.1))
    """
    values = list(losses)
    low, high = min(values), max(values)
    return low, max(high, low + 0.1)


def _text(canvas: ImageDraw, at: Point, text: str, colour: str) -> None:
    from PIL import ImageFont

    canvas.text(at, text, fill=colour, font=ImageFont.load_default(16))
