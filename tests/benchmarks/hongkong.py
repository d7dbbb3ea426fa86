"""How right and how fast copy for Hong Kong is: against official names, and beside OpenCC alone.

Run as ``python tests/benchmarks/hongkong.py NAMES.tsv TEXTS.tsv``: tables with a header; names in
Simplified characters and as they are officially written, and texts in the first column.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import opencc

from models.regional.converter import converter


def characters_right(got: str, wanted: str) -> float:
    """Return the share of a name's characters that came out as they are officially written."""
    matcher = SequenceMatcher(None, got, wanted, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return same / max(len(got), len(wanted))


def texts_a_second(convert: Callable[[str], object], texts: list[str], rounds: int = 4) -> float:
    """Return the speed on texts of which no two are the same, as the fastest of some rounds."""
    best = 0.0
    for turn in range(rounds):
        distinct = [f"{text} {turn}-{i}" for i, text in enumerate(texts)]
        began = time.process_time()
        for text in distinct:
            convert(text)
        best = max(best, len(texts) / (time.process_time() - began))
    return best


def column(path: str, number: int) -> list[str]:
    """Return a column of a table without its header."""
    with Path(path).open(encoding="utf-8", newline="") as table:
        rows = list(csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row[number] for row in rows[1:]]


def main(names: str, texts: str) -> None:
    """Print the figures of BENCHMARKS.md."""
    writer, script = converter("zh-Hant-HK"), opencc.OpenCC("s2hk")
    pairs = list(zip(column(names, 0), column(names, 1), strict=True))
    for label, convert in (
        ("s2hk", script.convert),
        ("plain", writer.plain),
        ("hk", writer.convert),
    ):
        rights = [
            characters_right(convert(source), wanted) * len(wanted) for source, wanted in pairs
        ]
        total = sum(len(wanted) for _, wanted in pairs)
        exact = sum(convert(source) == wanted for source, wanted in pairs)
        print(f"{label}: {sum(rights) / total:.2%} of characters, {exact} of {len(pairs)} names")
    listings = column(texts, 0)
    ours, theirs = (texts_a_second(c, listings) for c in (writer.convert, script.convert))
    size = sum(map(len, listings)) / len(listings)
    print(f"{ours:.0f} texts/s of {size:.0f} characters; {ours / theirs:.2f} of OpenCC alone")


if __name__ == "__main__":
    main(*sys.argv[1:])
