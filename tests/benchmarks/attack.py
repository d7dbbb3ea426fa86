"""How much slower others are served while hostile inputs come without a pause.

    python tests/benchmarks/attack.py [--rounds N] [--seconds S] [--attackers N] [--json FILE]

A real process answers one seller, who asks for a preview of one title after another, 20 characters
and never the same twice, and for `/healthz` between. In every second half of a round attackers send
the hostile listings of the tests, and runs of 9,900 characters, through five doors, each again as
soon as it is answered. Quiet and attacked halves take turns in one run, so that whatever else a
machine does weighs on both; what counts is the ratio. Attackers are a process of their own. Told as
well: the processor time that the answering process takes for each preview of the seller.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "benchmarks")]

import growth  # noqa: E402
import hostile  # noqa: E402
from preview import titles  # noqa: E402
from serving import Served, served  # noqa: E402

from models import catalog  # noqa: E402
from models.convert import convert  # noqa: E402

WARM_S = 10.0
LONG = 9_900  # characters; a preview takes 10,000
JSON = {"content-type": "application/json"}


def hostile_requests() -> Iterator[dict[str, Any]]:
    """Yield what attackers send, the kinds in turn, without end."""
    rows = [*hostile.listings().values()]
    runs = [growth.text(unit, LONG) for unit in growth.UNITS]
    for number, (row, run) in enumerate(zip(itertools.cycle(rows), itertools.cycle(runs))):
        listing = {"listing": row, "markets": ["US", "HK"]}
        yield {"url": "/v1/preview", "content": _sent(listing), "headers": JSON}
        one = {"listing": {"title": "手机壳", "body": run}, "markets": ["US", "HK"]}
        yield (
            {"url": "/v1/preview", "content": _sent(one), "headers": JSON},
            {"url": "/translate", "content": _sent({"q": run, "source": "zh", "target": "en"}),
             "headers": JSON},
            {"url": "/v2/translate", "content": _sent({"text": [run], "target_lang": "EN"}),
             "headers": JSON},
            {"url": "/v1/detect", "content": _sent({"texts": [run]}), "headers": JSON},
            {"url": "/", "data": {"title": run[:400], "attributes": run, "variants": run}},
        )[number % 5]  # fmt: skip


def _sent(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


def attack(url: str, attackers: int, now: Event, end: Event, told: Queue[Any]) -> None:
    """Send hostile requests whenever it is time to, and say what the answers were."""
    seen: Counter[str] = Counter()
    requests = hostile_requests()

    async def one(http: httpx.AsyncClient) -> None:
        while not end.is_set():
            if not now.is_set():
                await asyncio.sleep(0.01)
                continue
            try:
                seen[str((await http.post(**next(requests))).status_code)] += 1
            except httpx.TransportError as error:
                seen[type(error).__name__] += 1

    async def main() -> None:
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            await asyncio.gather(*(one(http) for _ in range(attackers)))

    asyncio.run(main())
    told.put(dict(seen))


def ask(http: httpx.Client, names: Iterator[str], seconds: float) -> dict[str, list[float]]:
    """Return the milliseconds of previews and of `/healthz` for as long as that."""
    found: dict[str, list[float]] = {"preview": [], "healthz": []}
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        body = {"listing": {"id": "b", "title": next(names)}, "markets": ["US"]}
        for what, method, path, sent in (
            ("preview", "POST", "/v1/preview", body),
            ("healthz", "GET", "/healthz", None),
        ):
            began = time.perf_counter()
            http.request(method, path, json=sent).raise_for_status()
            found[what].append(1000 * (time.perf_counter() - began))
    return found


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has used, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(door: Served, rounds: int, seconds: float, attackers: int) -> dict[str, Any]:
    """Return how long others waited in quiet and in attacked halves, and what attackers got."""
    context = multiprocessing.get_context("spawn")
    now, end, told = context.Event(), context.Event(), context.Queue()
    process = context.Process(target=attack, args=(door.url, attackers, now, end, told))
    process.start()
    halves: dict[bool, dict[str, list[float]]] = {
        is_attacked: {"preview": [], "healthz": []} for is_attacked in (False, True)
    }
    names, used = iter(titles(100_000, seed=11)), dict.fromkeys(halves, 0.0)
    with httpx.Client(base_url=door.url, timeout=60) as http:
        now.set()  # whatever is loaded once only is loaded now
        ask(http, names, WARM_S)
        for _, is_attacked in itertools.product(range(rounds), halves):
            (now.set if is_attacked else now.clear)()
            time.sleep(0.5)  # what was begun in the other half
            used[is_attacked] -= cpu_s(door.process.pid)
            for what, times in ask(http, names, seconds).items():
                halves[is_attacked][what] += times
            used[is_attacked] += cpu_s(door.process.pid)
    end.set()
    answers = told.get(timeout=120)
    process.join()
    waited = {what: _ratios(halves[False][what], halves[True][what]) for what in halves[True]}
    each = {"quiet": used[False] / len(halves[False]["preview"]),
            "attacked": used[True] / len(halves[True]["preview"])}  # fmt: skip
    cpu = {name: round(1000 * spent, 1) for name, spent in each.items()}
    return {"attackers": attackers, "answers": answers, "serve_cpu_ms_a_preview": cpu, **waited}


def _ratios(quiet: list[float], attacked: list[float]) -> dict[str, float]:
    """Return the middle and the slow end of both, in milliseconds, and what they come to."""
    found: dict[str, float] = {"quiet": len(quiet), "attacked": len(attacked)}
    for name, cut in (("p50", 9), ("p95", 18)):
        usual, slower = (statistics.quantiles(ms, n=20)[cut] for ms in (quiet, attacked))
        found |= {f"{name}_quiet_ms": round(usual, 1), f"{name}_attacked_ms": round(slower, 1),
                  f"{name}_ratio": round(slower / usual, 2)}  # fmt: skip
    return found


def main() -> None:
    """Run it and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--attackers", type=int, default=2)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        convert(catalog.load().entry("starter-zh-en"), home / "models")
        with served(home, Path(folder), rate_per_minute="0") as door:
            found = measure(door, given.rounds, given.seconds, given.attackers)
    text = json.dumps(found, indent=2)
    print(text)
    if given.json:
        given.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
