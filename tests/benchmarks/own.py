"""What the walk itself costs, whatever the model: processor time of one listing.

    python tests/benchmarks/own.py [--markets US,HK,MO] [--rounds 5]

The model answers from a table at once: it is filled in a first pass. Counted: instructions in user
mode where the system lets a process count its own (Linux), which other work on the machine does
not change, and processor time, the least of some rounds.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import redis  # noqa: E402
from workload import listings  # noqa: E402

from models.backends.langdetect import LangdetectScorer  # noqa: E402
from models.base import Decoding, Pair  # noqa: E402
from models.catalog import load  # noqa: E402
from models.registry import CatalogRegistry  # noqa: E402
from pipeline import field  # noqa: E402
from pipeline.cache import SegmentCache  # noqa: E402
from pipeline.detection.detect import Detector  # noqa: E402
from pipeline.glossary import Glossary  # noqa: E402
from pipeline.markets import load_markets  # noqa: E402
from pipeline.run import Pipeline  # noqa: E402
from tasks.servers import embedded  # noqa: E402

CHUNK = 64  # listings that go through the pipeline together
_PERF_EVENT_OPEN, _SIZE = 298, 120  # the call on x86-64, and bytes of what it is told
_INSTRUCTIONS, _USER_MODE_ONLY = 1, 1 << 5 | 1 << 6


class Table:
    """A model that answers at once what it was asked before."""

    def __init__(self, model: Any) -> None:
        self._model, self._told = model, {}
        self.pair, self.revision, self.max_tokens = model.pair, model.revision, model.max_tokens
        self.seen, self.calibration = model.seen, getattr(model, "calibration", None)

    def _ask(self, name: str, keys: Sequence[Any], ask: Callable[[list[Any]], list[Any]]) -> Any:
        if new := [key for key in dict.fromkeys(keys) if (name, key) not in self._told]:
            self._told |= zip([(name, key) for key in new], ask(new), strict=True)
        return [self._told[name, key] for key in keys]

    def translate(self, texts: Sequence[str], decoding: Decoding) -> Any:
        return self._ask(decoding.name, texts, lambda new: self._model.translate(new, decoding))

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> Any:
        name = f"candidates of {decoding.name}"
        return self._ask(name, texts, lambda new: self._model.candidates(new, decoding))

    def count_tokens(self, texts: Sequence[str]) -> Any:
        return self._ask("count", texts, self._model.count_tokens)


class JudgingTable(Table):
    """A table that also says what the model thinks of an output."""

    def likelihoods(self, sources: Sequence[str], outputs: Sequence[str]) -> Any:
        pairs = list(zip(sources, outputs, strict=True))
        return self._ask("likely", pairs, lambda new: self._model.likelihoods(*zip(*new)))  # noqa: B905

    def pieces(self, texts: Sequence[str]) -> Any:
        return self._ask("pieces", texts, self._model.pieces)


class Tables:
    """A registry whose models are tables."""

    def __init__(self, registry: CatalogRegistry) -> None:
        self._registry, self._pairs, self._tables = registry, registry.pairs(), {}

    def pairs(self) -> frozenset[Pair]:
        return self._pairs

    def translator(self, pair: Pair) -> Any:
        if pair not in self._tables:
            model = self._registry.translator(pair)
            kind = JudgingTable if hasattr(model, "likelihoods") else Table
            self._tables[pair] = kind(model)
        return self._tables[pair]


def counter() -> Callable[[], int]:
    """Return what reads the instructions of this process; one that always says 0 where none may."""
    told = bytearray(_SIZE)
    struct.pack_into("<IIQ", told, 0, 0, _SIZE, _INSTRUCTIONS)
    struct.pack_into("<Q", told, 40, _USER_MODE_ONLY)
    call = ctypes.CDLL(None).syscall
    file = call(_PERF_EVENT_OPEN, (ctypes.c_char * _SIZE).from_buffer(told), 0, -1, -1, 0)
    return (lambda: struct.unpack("<Q", os.read(file, 8))[0]) if file >= 0 else lambda: 0


def measure(server: str, markets: Sequence[str], rounds: int, home: Path) -> None:
    """Print the cost of one listing, fully cached and cold."""
    documents = [replace(document, markets=tuple(markets)) for document in listings(240)]
    tables, glossary = Tables(CatalogRegistry(load(), home)), Glossary.load()
    detector, client, read = Detector(LangdetectScorer()), redis.Redis.from_url(server), counter()

    def fresh() -> Pipeline:
        field.forget()
        return Pipeline(detector=detector, registry=tables, markets=load_markets(),
                        glossary=glossary, cache=SegmentCache(client), document_s=600)  # fmt: skip

    def run(walk: Pipeline) -> list[Any]:
        chunks = (documents[i : i + CHUNK] for i in range(0, len(documents), CHUNK))
        return [translation for chunk in chunks for translation in walk(chunk)]

    walk = fresh()
    run(walk)
    for way in ("warm process", "warm server", "cold"):
        costs = []
        for _ in range(rounds):
            if way == "cold":
                client.flushdb()
            walk = walk if way == "warm process" else fresh()
            began, first = time.process_time(), read()
            run(walk)
            costs.append((read() - first, time.process_time() - began))
        least, seconds = (min(column) / len(documents) for column in zip(*costs, strict=True))
        print(f"{way:14} {least / 1e6:7.3f} M instructions {1e6 * seconds:7.0f} µs a listing")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--markets", default="US")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, embedded.serve(Path(scratch) / "s") as server:
        home = Path(scratch) / "home"
        measure(server.url, options.markets.split(","), options.rounds, home)


if __name__ == "__main__":
    main()
