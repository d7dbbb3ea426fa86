"""Draw how far a score keeps its word: what it says against how often it is right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_SIZE, _LEFT, _TOP, _RIGHT, _BOTTOM = (760, 760), 90, 50, 720, 680
_INK, _GRID, _LINE = "#333333", "#e3e3e3", "#1f77b4"


def draw(bins: Sequence[tuple[float, float, int]], path: Path) -> None:
    """Write a PNG: mean score and share that is right of each bin, beside the diagonal."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", _SIZE, "white")
    canvas, font = ImageDraw.Draw(image), ImageFont.load_default(15)
    for i in range(6):
        x, y = _place(i / 5, i / 5)
        canvas.line([(_LEFT, y), (_RIGHT, y)], fill=_GRID)
        canvas.line([(x, _TOP), (x, _BOTTOM)], fill=_GRID)
        canvas.text((_LEFT - 40, y - 9), f"{i / 5:.1f}", fill=_INK, font=font)
        canvas.text((x - 10, _BOTTOM + 10), f"{i / 5:.1f}", fill=_INK, font=font)
    canvas.line([_place(0, 0), _place(1, 1)], fill=_GRID, width=3)
    points = [_place(mean, share) for mean, share, _ in bins]
    canvas.line(points, fill=_LINE, width=3, joint="curve")
    for (x, y), (*_, count) in zip(points, bins, strict=True):
        canvas.ellipse([x - 6, y - 6, x + 6, y + 6], fill=_LINE)
        canvas.text((x + 9, y + 4), str(count), fill=_LINE, font=font)
    canvas.text((_LEFT, 18), "share that is right (pairs)", fill=_INK, font=font)
    canvas.text((_RIGHT - 40, _BOTTOM + 40), "score", fill=_INK, font=font)
    image.save(path, optimize=True)


def _place(score: float, share: float) -> tuple[float, float]:
    return _LEFT + (_RIGHT - _LEFT) * score, _BOTTOM - (_BOTTOM - _TOP) * share
