"""Results as a table, a plot and a page of costs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cost

ROOT = Path(__file__).resolve().parents[2]
_TITLES = {
    "starter": "the packaged starter",
    "opus": "opus-mt-zh-en's shape, random weights, 16 tokens each: speed only",
}
_HEAD = """\
| way | cores × processes | segments/s | a core | input tokens/s | listings/s | p50 ms | p95 ms \
| peak MB | ratio |
|---|---|---|---|---|---|---|---|---|---|
"""
_COLOURS = {
    "transformers": "#b5b5b5",
    "backend": "#4c78a8",
    "pipeline": "#2a9d6f",
    "warm": "#e0a030",
}
_MARKED = re.compile(r"(<!-- throughput -->\n).*?(<!-- /throughput -->)", re.DOTALL)


def write(result: Mapping[str, Any], out: Path) -> None:
    """Write throughput.md, throughput.png and cost.md to a folder."""
    (out / "throughput.md").write_text(markdown(result))
    (out / "cost.md").write_text(cost.page(result))
    _plot(result, out / "throughput.png")


def record(out: Path) -> None:
    """Put what was written into the documents of the project."""
    path = ROOT / "BENCHMARKS.md"
    table = (out / "throughput.md").read_text()
    path.write_text(_MARKED.sub(lambda m: m[1] + table + m[2], path.read_text("utf-8")), "utf-8")
    for name in ("throughput.png", "cost.md"):
        shutil.copy(out / name, ROOT / "docs" / name)
    shutil.copy(out / "results.json", ROOT / "docs" / "throughput.json")


def markdown(result: Mapping[str, Any]) -> str:
    """Return the tables of all models, and what else was measured."""
    parts = []
    for shape in dict.fromkeys(row["shape"] for row in result["rows"]):
        rows = [row for row in result["rows"] if row["shape"] == shape]
        parts.append(f"**{_TITLES[shape]}**\n\n{_HEAD}{''.join(map(_line, rows))}\n{_told(rows)}\n")
    start = result["start"]
    parts.append(f"Worker ready {start['worker_s']:.2f} s after the start of its process, "
                 f"`haiyi --help` {start['help_s']:.2f} s (median of five).\n")  # fmt: skip
    if quality := result.get("quality"):
        ways = ", ".join(f"{name} {quality[name]:.2f}" for name in quality if name != "segments")
        parts.append(f"Whole pipeline, {quality['segments']} segments, chrF: {ways}.\n")
    return "\n".join(parts)


def _line(row: Mapping[str, Any]) -> str:
    figures = (f"{row[name]:,.{0 if row[name] >= 100 else 1}f}" for name in (
        "segments_per_s", "per_core", "tokens_per_s", "listings_per_s", "p50_ms", "p95_ms",
        "peak_mb", "ratio"))  # fmt: skip
    return f"| {row['way']} | {row['cores']} × {row['workers']} | {' | '.join(figures)} |\n"


def _told(rows: list[dict[str, Any]]) -> str:
    """Return what the rows of one model say together."""
    raw, one = find(rows, "backend, greedy"), find(rows, "pipeline, cold")
    warm = find(rows, "warm process")
    said = [
        f"Cold, the pipeline keeps {one['segments_per_s'] / raw['segments_per_s']:.0%} of the "
        f"backend's speed on a core",
        f"{one['ladder_s'] / one['seconds']:.0%} of its time goes to segments whose first output "
        f"failed the check",
        f"{warm['fully_cached']:.0%} of the listings can be fully cached, with "
        f"{warm['segments_a_listing']:.1f} segments each",
    ]
    for more in (row for row in rows if row["workers"] > 1):
        share = more["segments_per_s"] / one["segments_per_s"]
        said.append(f"{more['workers']} worker processes do {share:.2f} times the work of one")
        said.append(f"each has {more['own_mb']} MB of its own")
    return "; ".join(said) + ".\n"


def find(rows: list[dict[str, Any]], way: str) -> dict[str, Any]:
    """Return the row of a way on one core, in one process."""
    return next(r for r in rows if r["way"] == way and r["cores"] == r["workers"] == 1)


def _plot(result: Mapping[str, Any], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shapes = list(dict.fromkeys(row["shape"] for row in result["rows"]))
    figure, axes = pyplot.subplots(len(shapes), 1, figsize=(9, 3.4 * len(shapes)), squeeze=False)
    for shape, axis in zip(shapes, axes[:, 0], strict=True):
        _bars(axis, [row for row in result["rows"] if row["shape"] == shape], _TITLES[shape])
    axes[-1, 0].set_xlabel("segments a second (logarithmic)")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def _bars(axis: Any, rows: list[dict[str, Any]], title: str) -> None:
    names = [f"{row['way']}  ({row['cores']} × {row['workers']})" for row in rows]
    colours = [_COLOURS[row["way"].replace(",", " ").split()[0]] for row in rows]
    bars = axis.barh(names, [row["segments_per_s"] for row in rows], color=colours)
    axis.bar_label(bars, [f"{row['segments_per_s']:,.0f}  ({row['ratio']:,.0f}×)" for row in rows],
                   padding=4, fontsize=8)  # fmt: skip
    axis.set_xscale("log")
    axis.set_xlim(right=12 * max(row["segments_per_s"] for row in rows))
    axis.invert_yaxis()
    axis.set_title(title, fontsize=10, loc="left")
    axis.tick_params(labelsize=8)
    axis.spines[["top", "right"]].set_visible(False)
