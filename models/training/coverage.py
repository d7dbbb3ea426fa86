"""Count the pairs that hold each word of a list: what a model never saw it cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.lines import lines
from models.training.corpus import Portion, read
from models.training.example import Example

_STEPS = (1, 3, 5)  # pairs that a word should stand in at least
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the words of a list come in pairs.

    Attributes:
        pairs: how many were looked at.
        counts: word → pairs whose source holds it, in the order of the list.
    """

    pairs: int
    counts: dict[str, int]

    def share(self, least: int) -> float:
        """Return the share of the words that come in at least so many pairs.

        >>> Coverage(9, {"手环": 2, "牛油": 0}).share(1)
        0.5
        """
        return sum(count >= least for count in self.counts.values()) / max(1, len(self.counts))

    def missing(self, least: int = _STEPS[-1]) -> list[str]:
        """Return the words that come less often, the rarest first."""
        rare = [word for word, count in self.counts.items() if count < least]
        return sorted(rare, key=self.counts.__getitem__)

    def __str__(self) -> str:
        shares = ", ".join(f"{100 * self.share(n):.1f} % at least {n} times" for n in _STEPS)
        rare = self.missing()
        told = " ".join(f"{word}:{self.counts[word]}" for word in rare[:_SHOWN])
        more = f" and {len(rare) - _SHOWN} more" if len(rare) > _SHOWN else ""
        listed = f"\nless than {_STEPS[-1]} times: {told}{more}" if rare else ""
        return f"{len(self.counts)} words in {self.pairs} pairs: {shares}{listed}"


def read_words(path: Path) -> list[str]:
    """Return the words of a file: the first column, one a line, comments with # left out."""
    firsts = (line.partition("\t")[0].strip() for line in lines(path))
    return list(dict.fromkeys(word for word in firsts if word and not word.startswith("#")))


def cover(words: Iterable[str], examples: Iterable[Example]) -> Coverage:
    """Count the pairs whose source holds each word, anywhere, uncut."""
    counts = dict.fromkeys(words, 0)
    sizes = sorted({len(word) for word in counts})
    found: Counter[str] = Counter()
    pairs = 0
    for pairs, example in enumerate(examples, 1):  # noqa: B007
        text = example.source
        here = {text[i : i + n] for n in sizes for i in range(len(text) - n + 1)}
        found.update(here & counts.keys())
    return Coverage(pairs, {word: found[word] for word in counts})


def count_words(
    words: Path, portions: Iterable[Portion], verticals: Iterable[tuple[Path, int]]
) -> Coverage:
    """Count words in pairs as they are written, each file once."""
    files = [p.path for p in portions] + [folder / "hand.tsv" for folder, _ in verticals]
    return cover(read_words(words), (pair for file in files for pair in read(file)))
