"""Memory and speed of one table of 20,000 rows, translated by one command.

python tests/benchmarks/table.py [--rows 20000] [--markets US,HK] [--distinct 192]

With ``--distinct`` so many rows differ, and the others repeat the first two: memory is that of the
whole table, and the model has little to do.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from listings import listings


def book(path: Path, rows: int, distinct: int) -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet()
    sheet.append(["货号", "商品标题", "商品描述", "颜色", "价格", "库存", "备注"])
    known = list(listings(distinct, seed=3))
    for i in range(rows):
        row = known[i if i < distinct else i % 2]
        body = str(row.get("body", ""))[:200]
        sheet.append([f"{i:06}", row["title"], body, "雾霾蓝，奶油白", i + 0.5, i, f"备注{i}"])
    made.save(path)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=20_000)
    asked.add_argument("--markets", default="HK")
    asked.add_argument("--distinct", type=int)
    asked = asked.parse_args()
    rows = asked.rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        # in a process of its own: what this one ever held would count as its child's
        maker = multiprocessing.Process(target=book, args=(path, rows, asked.distinct or rows))
        maker.start()
        maker.join()
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "tasks", "translate", str(path), "-m", asked.markets],
            env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False,
        )  # fmt: skip
        took = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        out = openpyxl.load_workbook(path.with_name("table.translated.xlsx"), read_only=True)
        found = sum(1 for _ in out["HK"].iter_rows()) - 1
    print(f"exit {done.returncode}: {found} of {rows} rows, {took:.0f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
