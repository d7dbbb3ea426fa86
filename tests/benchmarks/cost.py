"""What a million listings cost, from measured figures: core-hours and money.

python tests/benchmarks/cost.py docs/throughput.json [--price 0.04]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PRICE = 0.04  # dollars for a core-hour: about what a general-purpose cloud core is rented for
KNOWN = (0.0, 0.3, 0.5, 0.7, 0.9, 0.99)
_PAGE = """\
# What a million listings cost

A listing has {segments:.0f} segments and goes to one market. A core does **C** listings a second of
which nothing is known, and **W** of which the cache knows everything; **k** is the share of
segments that it knows: repeated listings, options, policies, phrases.

    core-hours = 1,000,000 / 3,600 × ((1 − k) / C + k / W)
    money      = core-hours × price of a core-hour ({price} $ here; put in your own)

The figures are those of `make bench` on one core ([table](../BENCHMARKS.md#throughput)). The
cache's server, storage and network are not in them. The obvious way (transformers, one text at a
time, beam 4) has no cache: its cost does not depend on k.

{tables}"""


def core_hours(cold: float, warm: float, known: float) -> float:
    """Return the core-hours of a million listings; ``cold`` and ``warm`` are listings a second.

    >>> round(core_hours(cold=50, warm=1500, known=0.5), 2)
    2.87
    """
    return 1e6 / 3600 * ((1 - known) / cold + known / warm)


def page(result: Mapping[str, Any], price: float = PRICE) -> str:
    """Return the page, as Markdown."""
    shapes = dict.fromkeys(row["shape"] for row in result["rows"])
    rows = {shape: [r for r in result["rows"] if r["shape"] == shape] for shape in shapes}
    segments = next(r["segments_a_listing"] for r in result["rows"] if "segments_a_listing" in r)
    tables = "\n".join(_table(shape, rows[shape], price) for shape in shapes)
    return _PAGE.format(segments=segments, price=price, tables=tables)


def _table(shape: str, rows: list[Mapping[str, Any]], price: float) -> str:
    name = {"starter": "The starter", "opus": "A model of opus-mt-zh-en's shape"}[shape]
    speed = {(r["way"], r["cores"], r["workers"]): r["listings_per_s"] for r in rows}
    cold, warm = speed["pipeline, cold", 1, 1], speed["warm server", 1, 1]
    obvious = 1e6 / 3600 * rows[0]["cores"] / rows[0]["listings_per_s"]
    lines = [
        f"## {name}: C = {cold:.1f}, W = {warm:,.0f}\n",
        "| known k | core-hours | money |\n|---|---|---|",
        *(f"| {known:.0%} | {hours:,.1f} | {hours * price:,.2f} $ |"
          for known in KNOWN for hours in [core_hours(cold, warm, known)]),
        f"| the obvious way | {obvious:,.0f} | {obvious * price:,.0f} $ |\n",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("--price", type=float, default=PRICE, help="dollars for a core-hour")
    options = parser.parse_args()
    print(page(json.loads(options.results.read_text()), options.price))


if __name__ == "__main__":
    main()
