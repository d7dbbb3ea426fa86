"""How many of many previews at once are answered, and whether each answer is its own.

    python tests/benchmarks/parallel.py [--previews N] [--json FILE]

A real process answers as many connections as there are previews, each with a title of its own, all
sent together. Every answer is compared with that of the same title asked alone afterwards; one
without an answer is lost. Not timed: starting, loading and converting the model.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "benchmarks")]

from preview import titles  # noqa: E402
from serving import served  # noqa: E402

from models import catalog  # noqa: E402
from models.convert import convert  # noqa: E402

MARKETS = ["US", "HK"]


def asked(title: str) -> dict[str, Any]:
    """Return the body of a preview."""
    return {"listing": {"id": title, "title": title}, "markets": MARKETS}


def told(answer: httpx.Response) -> list[str]:
    """Return the titles of an answer."""
    return [row["title"] for row in answer.json()["translations"]]


async def at_once(url: str, names: list[str]) -> list[httpx.Response | None]:
    """Return the answers to all, in order; None for those that got none."""
    limits = httpx.Limits(max_connections=len(names))
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as http:

        async def one(title: str) -> httpx.Response | None:
            try:
                return await http.post("/v1/preview", json=asked(title))
            except httpx.TransportError:
                return None

        return await asyncio.gather(*map(one, names))


def measure(url: str, count: int) -> dict[str, Any]:
    """Ask all at once, then each of the answered alone, and count."""
    names = titles(count, seed=7)
    began = time.perf_counter()
    answers = asyncio.run(at_once(url, names))
    seconds = time.perf_counter() - began
    good = {n: told(a) for n, a in zip(names, answers, strict=True) if a and a.status_code == 200}
    with httpx.Client(base_url=url, timeout=120) as http:
        alone = {name: told(http.post("/v1/preview", json=asked(name))) for name in good}
    return {
        "previews": count,
        "seconds": round(seconds, 1),
        "statuses": dict(Counter(a.status_code for a in answers if a)),
        "lost": answers.count(None),
        "without_retry_after": sum(
            a is not None and a.status_code == 503 and "retry-after" not in a.headers
            for a in answers
        ),
        "wrong": sum(alone[name] != good[name] for name in good),
    }


def main() -> None:
    """Run it and print what was counted."""
    options = argparse.ArgumentParser()
    options.add_argument("--previews", type=int, default=500)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        convert(catalog.load().entry("starter-zh-en"), home / "models")
        with served(home, Path(folder), timeout_s="120") as door:
            found = measure(door.url, given.previews)
    text = json.dumps(found, indent=2)
    print(text)
    if given.json:
        given.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
