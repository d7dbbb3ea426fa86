"""Read the sentence pairs to learn from, weigh them, and keep the held-out sentences out."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.lines import lines
from models.training.errors import NothingToLearn, TrainingError
from models.training.example import Example
from models.training.grammar import Vertical, sample
from models.training.vary import Variation

_NOT_WORD = re.compile(r"[\W_]+")


class InvalidCorpus(TrainingError):
    """A line of a corpus that is not a pair of texts."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        self.path, self.line, self.message = path, line, message
        super().__init__(f"{path}, line {line}: {message}")


@dataclass(frozen=True, slots=True)
class Portion:
    """A file of pairs and how often each of them is learnt: 0.5 is every other one.

    >>> Portion.parse("own.tsv.gz:6")
    Portion(path=PosixPath('own.tsv.gz'), weight=6.0)
    >>> Portion.parse("own.tsv").weight
    1.0
    """

    path: Path
    weight: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Portion:
        """Read ``FILE`` or ``FILE:weight``."""
        path, _, weight = text.rpartition(":")
        try:
            return cls(Path(path), float(weight)) if path else cls(Path(text))
        except ValueError:
            return cls(Path(text))


@dataclass(frozen=True, slots=True)
class Count:
    """What became of one file or vertical: pairs read, held out, and taken into the training."""

    name: str
    read: int
    held_out: int
    taken: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """All pairs to learn from, in random order, and where they came from."""

    examples: tuple[Example, ...]
    counts: tuple[Count, ...]


def read(path: Path) -> Iterator[Example]:
    """Yield the pairs of a ``.tsv`` (two columns) or ``.jsonl`` (source, target), also ``.gz``.

    Pairs with an empty side are left out.

    Raises:
        InvalidCorpus: a line that is not a pair, with its number.
    """
    parse = _from_json if path.name.removesuffix(".gz").endswith(".jsonl") else _from_tsv
    for number, line in enumerate(lines(path), 1):
        if not line.strip():
            continue
        try:
            example = parse(line)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidCorpus(path, number, _WANTED) from error
        if all(example):
            yield example


_WANTED = 'not a pair; wanted: source<TAB>target, or {"source": "…", "target": "…"}'


def gather(
    portions: Iterable[Portion],
    verticals: Iterable[tuple[Vertical, int]] = (),
    *,
    copies: int = 1,
    held_out: Iterable[str] = (),
    seed: int = 1,
) -> Corpus:
    """Return the pairs of all portions and verticals, each as often as its weight says.

    A vertical gives so many copies of its hand-written pairs, all but the first varied, and so
    many generated ones. A pair whose source is held out, whatever its punctuation and case, is
    left out.

    Raises:
        InvalidCorpus: a line that is not a pair.
        NothingToLearn: nothing is taken.
    """
    rng, held = random.Random(seed), frozenset(map(_bare, held_out))
    taken: list[Example] = []
    counts = []
    stocks = [(p.path.name, list(read(p.path)), p.weight) for p in portions]
    verticals = list(verticals)
    variation = Variation(vertical for vertical, _ in verticals)
    for vertical, count in verticals:
        written = [c for e in vertical.hand for c in variation.copies(Example(*e), copies, rng)]
        grown = [Example(*pair) for pair in sample(vertical, count, seed)]
        stocks.append((vertical.name, written + grown, 1.0))
    for name, examples, weight in stocks:
        allowed = [e for e in examples if _bare(e.source) not in held]
        chosen = _weighted(allowed, weight, rng)
        taken += chosen
        counts.append(Count(name, len(examples), len(examples) - len(allowed), len(chosen)))
    if not taken:
        raise NothingToLearn(sum(count.read for count in counts), "all of them are held out")
    rng.shuffle(taken)
    return Corpus(tuple(taken), tuple(counts))


def _weighted(examples: Sequence[Example], weight: float, rng: random.Random) -> list[Example]:
    whole = int(weight)
    return [*examples] * whole + rng.sample(examples, round((weight - whole) * len(examples)))


def _bare(text: str) -> str:
    """Return what identifies a sentence: its letters and digits, in lower case."""
    return _NOT_WORD.sub("", text).lower()


def _from_tsv(line: str) -> Example:
    source, target, *_ = line.split("\t")
    return Example(source.strip(), target.strip())


def _from_json(line: str) -> Example:
    row = json.loads(line)
    return Example(row["source"].strip(), row["target"].strip())
