"""Read the sentences to score on: a source and one or more references each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from models.lines import lines
from models.training.corpus import InvalidCorpus


@dataclass(frozen=True, slots=True)
class Segment:
    """A source, and the translations that people made of it."""

    source: str
    references: tuple[str, ...]


def read_segments(
    path: Path, columns: Sequence[int] = (1, 2), limit: int | None = None
) -> tuple[Segment, ...]:
    """Return the segments of a TSV, or of a JSONL with ``source`` and ``references``; also ``.gz``.

    A line of JSONL may have one ``reference`` or ``target`` instead. Empty references are left out.

    Args:
        path: of the file.
        columns: of a TSV, from 1: the source, then the references.
        limit: segments at most.

    Raises:
        InvalidCorpus: a line without a source or without any reference, with its number.
    """
    is_json = path.name.removesuffix(".gz").endswith(".jsonl")
    return tuple(islice(_segments(path, None if is_json else columns), limit))


def _segments(path: Path, columns: Sequence[int] | None) -> Iterator[Segment]:
    for number, line in enumerate(lines(path), 1):
        if not line.strip():
            continue
        try:
            source, references = _columns(line, columns) if columns else _members(line)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            wanted = f"columns {columns}" if columns else '{"source": "…", "references": ["…"]}'
            raise InvalidCorpus(path, number, f"not a segment; wanted: {wanted}") from error
        if not source or not references:
            raise InvalidCorpus(path, number, "no source or no reference")
        yield Segment(source, references)


def _columns(line: str, columns: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    cells = line.split("\t")
    source, *references = (cells[column - 1].strip() for column in columns)
    return source, tuple(filter(None, references))


def _members(line: str) -> tuple[str, tuple[str, ...]]:
    row = json.loads(line)
    given = row.get("references") or [row.get("reference") or row["target"]]
    return row["source"].strip(), tuple(text.strip() for text in given if text.strip())
