"""What a backfill came to, read from its own output: ``report.json`` and ``report.html``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from heapq import nlargest
from pathlib import Path
from typing import Any

from tasks.backfill.durable import opened, write
from tasks.backfill.folder import Folder
from tasks.backfill.manifest import Done, Refused
from tasks.backfill.page import page

_TENTHS = tuple(f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}" for tenth in range(10))
_SHOWN = 20  # slowest chunks, worst documents


@dataclass(slots=True)
class Tally:
    """Counts over all rows of the output."""

    markets: dict[str, Counter[str]] = field(default_factory=dict)
    issues: Counter[str] = field(default_factory=Counter)
    scores: list[int] = field(default_factory=lambda: [0] * 10)  # tenths
    worst: list[tuple[int, int, dict[str, Any]]] = field(default_factory=list)
    rows: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one row."""
        self.rows += 1
        self.markets.setdefault(row["market"], Counter())[row["status"]] += 1
        codes = [issue["code"] for f in row["fields"].values() for issue in f["issues"]]
        self.issues.update(codes)
        if (score := row.get("score")) is not None:
            self.scores[min(9, int(10 * score))] += 1
        if row["status"] in ("review", "held"):
            worst = {"id": row["id"], "market": row["market"], "issues": sorted(set(codes))}
            self.worst.append((len(codes), -self.rows, worst))
        if len(self.worst) > 50 * _SHOWN:
            self.worst = nlargest(_SHOWN, self.worst)


def report(folder: Folder) -> dict[str, Any]:
    """Read the whole output once, and return its report.

    Raises:
        Refused: a part is not what the manifest says.
    """
    tally, last, unchanged = Tally(), None, 0
    for last in folder.done():
        unchanged += last.unchanged
        for row in _verified(folder, last):
            tally.add(row)
    return {
        "rows_of_input": last.end if last else 0,
        "documents": last.total if last else 0,
        "unchanged": unchanged,
        "translations": tally.rows,
        "chunks": last.index + 1 if last else 0,
        "rejected": dict(_reasons(folder.rejected).most_common()),
        "markets": {name: dict(c) for name, c in sorted(tally.markets.items())},
        "issues": dict(sorted(tally.issues.items(), key=lambda pair: (-pair[1], pair[0]))),
        "scores": dict(zip(_TENTHS, tally.scores, strict=True)) if any(tally.scores) else {},
        "worst": [row for *_, row in nlargest(_SHOWN, tally.worst)],
        **_cost(folder.timings, last.total if last else 0),
    }


def save(folder: Folder) -> dict[str, Any]:
    """Write both reports, and return the one."""
    found = report(folder)
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    write(folder.path / "report.json", text.encode())
    write(folder.path / "report.html", page(found).encode())
    return found


def _verified(folder: Folder, done: Done) -> Iterator[dict[str, Any]]:
    with opened(folder.part(done.index), "rb") as file:
        data = file.read()
    if sha256(data).hexdigest() != done.sha256:
        hint = "remove it and run again with --resume"
        raise Refused(f"{folder.part(done.index)} is not what was written; {hint}")
    yield from map(json.loads, data.split(b"\n")[:-1])


def _reasons(path: Path) -> Counter[str]:
    if not path.exists():
        return Counter()
    with opened(path, "rb") as file:
        return Counter(json.loads(line)["code"] for line in file)


def _cost(path: Path, documents: int) -> dict[str, Any]:
    """Return what all runs took; a chunk that was begun and lost is not in it."""
    seconds = cores = 0.0
    segments = cached = 0
    slowest: list[tuple[float, int, dict[str, Any]]] = []
    for step in _steps(path):
        seconds, cores = seconds + step["seconds"], cores + step["core_seconds"]
        segments, cached = segments + step["segments"], cached + step["cached"]
        row = {"chunk": step["index"], "seconds": round(step["work_seconds"], 3)}
        row |= {name: step[name] for name in ("segments", "cached")}
        slowest = nlargest(_SHOWN, [*slowest, (step["work_seconds"], -step["index"], row)])
    return {
        "seconds": round(seconds, 3),
        "core_hours": round(cores / 3600, 6),
        "documents_per_second": round(documents / seconds, 2) if seconds else 0.0,
        "segments": segments,
        "cached_segments": cached,
        "slowest": [row for *_, row in slowest],
    }


def _steps(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what is whole of the notes; a killed run may have left half a line anywhere."""
    if path.exists():
        with opened(path, "rb") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    continue
