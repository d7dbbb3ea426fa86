"""How long a seller waits: the preview endpoint, through HTTP, with the starter model.

    taskset -c 0 python tests/benchmarks/preview.py [--requests N] [--json FILE]

A real process answers a real client on the same machine, one connection kept open; a real server
holds the cache. Titles have 20 Chinese characters, and none comes twice in the uncached run. The
cached run has the same titles again, but for those that stay in the source language: they are never
cached. Not timed: starting, loading and converting the model, and the network. Client and server
share the core they are given.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from serving import served  # noqa: E402

from models import catalog  # noqa: E402
from models.convert import convert  # noqa: E402
from tasks.servers import embedded  # noqa: E402

WORDS = [
    "纯棉", "手工", "编织", "连衣裙", "夏季", "新款", "收腰", "显瘦", "小众", "设计", "复古",
    "碎花", "长裙", "保温杯", "大容量", "便携", "车载", "水杯", "手机壳", "防摔", "磁吸",
    "透明", "耳环", "纯银", "锁骨", "项链", "送女友", "生日", "礼物", "帆布包", "斜挎", "通勤",
    "学生", "宽松", "短袖", "上衣", "百搭", "针织", "开衫", "雪纺", "衬衫", "真皮", "钱包",
    "收纳", "香薰", "蜡烛", "陶瓷", "马克杯", "可爱", "卡通", "儿童", "玩具", "积木", "拼图",
    "户外", "露营", "折叠", "椅子", "防水", "帐篷", "瑜伽", "运动", "速干",
]  # fmt: skip


def titles(count: int, seed: int) -> list[str]:
    """Return different titles of 20 characters, made of the words that titles are made of."""
    chance, made = random.Random(seed), dict[str, None]()
    while len(made) < count:
        made["".join(chance.sample(WORDS, 12))[:20]] = None
    return list(made)


def ask(http: httpx.Client, title: str) -> tuple[float, bool]:
    """Return the milliseconds that one preview takes, and whether it was all in the cache."""
    body = {"listing": {"id": "b", "title": title}, "markets": ["US"]}
    began = time.perf_counter()
    answer = http.post("/v1/preview", json=body)
    took = 1000 * (time.perf_counter() - began)
    (translation,) = answer.raise_for_status().json()["translations"]
    return took, translation["cached"] == translation["segments"]


def crowd(url: str, clients: int, each: int) -> dict[str, object]:
    """Return what became of many clients at once, each asking again as soon as it is answered."""

    async def main() -> list[tuple[int, float]]:
        async with httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits()) as http:

            async def client(number: int) -> list[tuple[int, float]]:
                seen = []
                for title in titles(each, 1000 + number):
                    body = {"listing": {"id": "b", "title": title}, "markets": ["US"]}
                    began = time.perf_counter()
                    answer = await http.post("/v1/preview", json=body)
                    seen.append((answer.status_code, 1000 * (time.perf_counter() - began)))
                return seen

            rows = await asyncio.gather(*(client(i) for i in range(clients)))
            return [row for some in rows for row in some]

    began = time.perf_counter()
    rows = asyncio.run(main())
    seconds = time.perf_counter() - began
    lost = sum(status != 200 for status, _ in rows)
    return {**spread("64 clients, uncached", [ms for _, ms in rows]), "lost": lost,
            "requests_a_second": round(len(rows) / seconds, 1)}  # fmt: skip


def spread(what: str, ms: list[float]) -> dict[str, object]:
    """Return the middle and the slow end."""
    cuts = statistics.quantiles(ms, n=20)
    return {"what": what, "requests": len(ms), "p50_ms": round(statistics.median(ms), 1),
            "p95_ms": round(cuts[18], 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        convert(catalog.load().entry("starter-zh-en"), folder / "home" / "models")
        with (
            embedded.serve(folder / "server") as server,
            served(folder / "home", folder, server.url) as door,
            httpx.Client(base_url=door.url, timeout=60) as http,
        ):
            for title in titles(5, 7):
                ask(http, title)
            fresh = titles(options.requests, 8)
            first, second = ([ask(http, title) for title in fresh] for _ in range(2))
            rows = [
                spread("1 client, uncached", [ms for ms, is_cached in first if not is_cached]),
                spread("1 client, cached", [ms for ms, is_cached in second if is_cached]),
                crowd(door.url, 64, 4),
            ]
    text = json.dumps(rows, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
