"""How long a page of the desk takes with 100,000 products: `python tests/benchmarks/desk.py`.

Left out: the network, and the browser's drawing of the page.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from doors import opened, parts

from tasks.ledger.database import connect
from tasks.ledger.schema import ProductRow

COUNT = 100_000
WORDS = [
    "毛线", "手工", "连衣裙", "夏季", "新款", "保温杯", "大容量", "礼物",
    "纯棉", "耳环", "香薰", "帆布", "收纳", "儿童", "真丝",
]  # fmt: skip
ASKED = {
    "first page": "",
    "held": "status=held",
    "held in one market": "status=held&market=HK",
    "outdated, which is rare": "status=outdated",
    "search": "q=保温杯 香薰",
    "search, nothing like it": "q=没有这种东西",
    "one shop": "seller_id=s7",
    "paused": "state=paused",
}
ROUNDS = 20


def fill(database: str) -> None:
    """Write the products of a thousand shops."""
    chance, now = random.Random(1), time.time()
    states = ["ok"] * 60 + ["review"] * 35 + ["held"] * 4 + ["kept"]
    engine = connect(database)
    with engine.begin() as db:
        for start in range(0, COUNT, 5_000):
            db.execute(
                insert(ProductRow),
                [_row(i, chance, states, now) for i in range(start, start + 5_000)],
            )
    engine.dispose()


def _row(number: int, chance: random.Random, states: list[str], now: float) -> dict[str, object]:
    rare, title = number % 20_000 == 7, " ".join(chance.sample(WORDS, 5))
    found = {m: "outdated" if rare else chance.choice(states) for m in ("HK", "MO", "US")}
    standing = {m: {"status": each, "score": 0.5, "version": 1} for m, each in found.items()}
    return {
        "seller_id": f"s{number % 1000}", "document_id": f"L{number}", "title": title,
        "updated": now - number, "standing": json.dumps(standing), "words": title,
        "states": "".join(f",{m}={each}" for m, each in found.items()) + ",",
    }  # fmt: skip


def main() -> None:
    """Print p50 and p95 of every kind of page, in milliseconds, and of going through 40 pages."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = parts(folder)
        fill(runtime.database)
        with opened(runtime, rate_per_minute=0) as client:
            client.get("/v1/products")
            for name, query in ASKED.items():
                tell(name, [timed(client, f"/v1/products?{query}")[0] for _ in range(ROUNDS)])
            times, cursor = [], ""
            for _ in range(40):
                seconds, page = timed(client, f"/v1/products?cursor={cursor}")
                times.append(seconds)
                cursor = page["next"]
            tell("page after page", times)


def timed(client, path):
    begin = time.perf_counter()
    answer = client.get(path)
    seconds = time.perf_counter() - begin
    assert answer.status_code == 200, answer.text
    return seconds, answer.json()


def tell(name: str, times: list[float]) -> None:
    middle, late = (1000 * sorted(times)[int(part * len(times)) - 1] for part in (0.5, 0.95))
    print(f"{name:28} p50 {middle:6.1f} ms, p95 {late:6.1f} ms")


if __name__ == "__main__":
    main()
