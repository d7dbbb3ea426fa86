"""How likely words are in each of several languages, in little memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """Weighted log probabilities of words, one column a language.

    Most words are in one list only, so that only what is not the floor is kept: 16 languages are
    8 MB, where a dictionary of words and a full matrix are 90. A word is known by a 64-bit hash;
    that any two of 400,000 share one has a chance of 1 in 10^8.

    Attributes:
        known: hashes, ascending, each once.
        begins: where the entries of each begin, and where the last ones end.
        columns, weights: of the entries.
        floor: the weight of what a language does not have.
        languages: how many columns there are.
    """

    known: NDArray[np.int64]
    begins: NDArray[np.int64]
    columns: NDArray[np.uint8]
    weights: NDArray[np.float32]
    floor: np.float32
    languages: int

    @classmethod
    def read(
        cls, lists: Iterable[Mapping[str, float]], floor: float, weight: float
    ) -> Vocabularies:
        """Return ``weight · log(p + floor)`` of the word → p of each language in turn."""
        import numpy as np

        keys: list[NDArray[np.int64]] = []
        shares: list[NDArray[np.float32]] = []
        for words in lists:  # one at a time: the strings are ten times what is kept of them
            keys.append(_hashes(words))
            shares.append(np.fromiter(words.values(), np.float32, len(words)))
        hashes = np.concatenate(keys)
        order = np.argsort(hashes, kind="stable")
        known, begins = np.unique(hashes[order], return_index=True)
        columns = np.repeat(np.arange(len(keys), dtype=np.uint8), list(map(len, keys)))
        values = np.append(np.concatenate(shares)[order], np.float32(0)) + np.float32(floor)
        logs = np.log(values) * np.float32(weight)
        ends = np.append(begins, len(hashes))
        return cls(known, ends, columns[order], logs[:-1], logs[-1], len(keys))

    def weigh(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return a row of weights for each word."""
        import numpy as np

        hashes = _hashes(words)
        at = np.searchsorted(self.known[:-1], hashes)  # the last place also stands for behind it
        first = self.begins[at]
        counts = np.where(self.known[at] == hashes, self.begins[at + 1] - first, 0)
        row = np.repeat(np.arange(len(words)), counts)
        entry = np.arange(len(row)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        weights = np.full((len(words), self.languages), self.floor)
        weights[row, self.columns[entry]] = self.weights[entry]
        return weights


def _hashes(words: Collection[str]) -> NDArray[np.int64]:
    """Return hashes of UTF-8: Python's own of "üb" and "拼" are the same, as are their bytes."""
    import numpy as np

    return np.fromiter(map(hash, map(str.encode, words)), np.int64, len(words))
