"""Generated listings of the size that sellers write, three in ten of their segments alike."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.training.grammar import Vertical

DATA = Path(__file__).resolve().parents[1] / "models" / "training" / "data"


def listings(count: int, seed: int = 1, *, short: bool = False) -> Iterator[dict[str, Any]]:
    """Yield listings of about 175 characters: ten segments, of which seven stand nowhere else.

    Not even but for a number, as numbers are hidden from the model. Short ones have three
    segments, of which two stand nowhere else.
    """
    chance = random.Random(seed)
    verticals = [Vertical.load(path.parent) for path in sorted(DATA.glob("*/templates.tsv"))]
    fresh = _fresh(verticals, chance)
    common = [word.zh for v in verticals for words in v.lexicon.values() for word in words][:300]
    for i in range(count):
        row: dict[str, Any] = {"id": f"L{i}", "title": next(fresh), "tags": [chance.choice(common)]}
        row["body"] = "\n".join(next(fresh) for _ in range(1 if short else 6))
        if not short:
            row["attributes"] = [{"name": "材质", "value": chance.choice(common)}]
        yield row


def _fresh(verticals: list[Vertical], chance: random.Random) -> Iterator[str]:
    words = [word.zh for v in verticals for words in v.lexicon.values() for word in words]
    sources = [vertical.pairs(chance) for vertical in verticals]
    seen: set[int] = set()
    while True:
        text = next(chance.choice(sources))[0].rstrip("。")
        if chance.random() < 0.7:
            text = f"{chance.choice(words)}，{text}"
        key = hash("".join(c for c in text if not c.isdigit()))
        if key not in seen:
            seen.add(key)
            yield text
