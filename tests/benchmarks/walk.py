"""Listings a second through the whole pipeline, cold and warm, beside the backend alone.

    python tests/benchmarks/walk.py [--listings N] [--profile]

The starter model, one core, a real server on loopback; listings of eight segments, all different.
What is reported are rates taken in one run and their ratios. Not timed: loading, and the doors.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import json
import pstats
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from throughput import texts  # noqa: E402

from models.base import GREEDY, Pair  # noqa: E402
from pipeline.document import Attribute, Document, Variant  # noqa: E402
from tasks import embedded, runtime  # noqa: E402
from tasks.settings import Settings  # noqa: E402


def listings(count: int) -> list[Document]:
    """Return listings of a title, four lines of body, an attribute and two options."""
    rng, lines = random.Random(7), itertools.cycle(texts(10_000))
    shades = [a + b for a in "浅深雾暖冷亮" for b in ("蓝色", "绿色", "粉色", "灰色", "紫色")]
    return [
        Document(
            str(i),
            title=f"{next(lines)} {i}款",
            body="\n".join(next(lines) for _ in range(4)),
            attributes=(Attribute("材质", rng.choice(["纯棉", "涤纶", "羊毛"])),),
            variants=(Variant("颜色", tuple(rng.sample(shades, 2))),),
            markets=("US",),
        )
        for i in range(count)
    ]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds a call took, and what it returned."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=200)
    parser.add_argument("--profile", action="store_true", help="show where warm time goes")
    options = parser.parse_args()
    documents = listings(options.listings)
    with tempfile.TemporaryDirectory() as folder, embedded.serve(Path(folder)) as server:
        here = runtime.build(Settings(redis_url=server.url))
        here.warm_up()
        model = here.registry.translator(Pair("zh", "en"))
        seen: list[str] = []
        translate = model.translate

        def recorded(batch: Any, decoding: Any = GREEDY) -> list[str]:
            seen.extend(batch if decoding is GREEDY else ())
            return translate(batch, decoding)

        model.translate = recorded  # type: ignore[method-assign]
        cold, results = timed(lambda: here.pipeline(documents))
        model.translate = translate  # type: ignore[method-assign]
        raw, _ = timed(lambda: translate(seen))
        chunks = [documents[i : i + 64] for i in range(0, len(documents), 64)]
        warm, again = timed(lambda: [t for c in chunks for t in here.pipeline(c)])
        if options.profile:
            profile = cProfile.Profile()
            profile.runcall(here.pipeline, documents)
            pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    segments = sum(t.segments for t in results)
    print(json.dumps({
        "listings": len(documents),
        "segments": segments,
        "distinct": len(seen),
        "cached_share_warm": round(sum(t.cached for t in again) / segments, 4),
        "backend_segments_per_s": round(len(seen) / raw, 1),
        "cold_segments_per_s": round(len(seen) / cold, 1),
        "cold_share_of_backend": round(raw / cold, 3),
        "warm_listings_per_s": round(len(documents) / warm, 1),
    }, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
