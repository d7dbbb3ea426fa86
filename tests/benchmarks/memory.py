"""What 10,000 previews leave in a server, without a glossary and with one of its own for each.

    python tests/benchmarks/memory.py [--previews N] [--json FILE]

Each half has a real process of its own. Titles are short and all different; every listing of the
second half has a term that no other has. Memory is what `/metrics` says; it is not timed, so that a
busy machine gives the same figures.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "benchmarks")]

from preview import WORDS  # noqa: E402
from serving import served  # noqa: E402

from models import catalog  # noqa: E402
from models.convert import convert  # noqa: E402

MB = 2**20
LOOKS = 4  # times the memory is looked at


def listings(count: int, *, with_glossary: bool) -> Iterator[dict[str, Any]]:
    """Yield listings of which no two have the same title, nor the same term."""
    words = itertools.cycle(itertools.permutations(WORDS, 3))
    for number, chosen in zip(range(count), words, strict=False):
        own = {"glossary": {f"{chosen[0]}{chosen[1]}": f"Term {number}"}} if with_glossary else {}
        yield {"id": "b", "title": "".join(chosen), **own}


def held_mb(http: httpx.Client) -> float:
    """Return the memory that the server says it holds."""
    lines = http.get("/metrics").text.splitlines()
    (told,) = (line for line in lines if line.startswith("haiyi_memory_bytes "))
    return round(float(told.split()[1]) / MB, 1)


def measure(home: Path, count: int, *, with_glossary: bool) -> list[float]:
    """Return the megabytes at the start, and after each quarter of the previews."""
    each = count // LOOKS
    settings = {"rate_per_minute": "0", "timeout_s": "300", "decoding": "greedy"}
    with (
        tempfile.TemporaryDirectory() as folder,
        served(home, Path(folder), **settings) as door,
        httpx.Client(base_url=door.url, timeout=300) as http,
    ):
        held = [held_mb(http)]
        for number, row in enumerate(listings(count, with_glossary=with_glossary), 1):
            asked = {"listing": row, "markets": ["US", "HK"]}
            http.post("/v1/preview", json=asked).raise_for_status()
            if number % each == 0:
                held.append(held_mb(http))
    return held


def main() -> None:
    """Run both halves and print what they held."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--previews", type=int, default=10_000)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        convert(catalog.load().entry("starter-zh-en"), home / "models")
        without, own = (measure(home, given.previews, with_glossary=has) for has in (False, True))
    found = {"previews": given.previews, "without_mb": without, "with_mb": own,
             "ratio": round(own[-1] / without[-1], 3)}  # fmt: skip
    text = json.dumps(found, indent=2)
    print(text)
    if given.json:
        given.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
