"""Put pairs of like length together, up to a budget of tokens; the same batches for a seed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_JITTER = 3  # tokens by which like lengths may differ, so that no two epochs have the same batches


@dataclass(frozen=True, eq=False)
class Batches:
    """The batches of every epoch.

    Attributes:
        lengths: tokens of the source and target of each pair, shape (n, 2).
        budget: tokens of a batch at most, padding included, on the longer side.
        longest: a pair with more tokens on one side is left out.
        seed: with the epoch, decides everything.
    """

    lengths: NDArray[np.int64]
    budget: int
    longest: int
    seed: int

    def epoch(self, number: int) -> list[NDArray[np.int64]]:
        """Return the rows of each batch of an epoch, in random order; every pair stands in one."""
        import numpy as np

        rng = np.random.default_rng((self.seed, number))
        rows = rng.permutation(self.usable())
        source, target = self.lengths[rows].T
        rows = rows[np.lexsort((source, target + rng.integers(0, _JITTER, len(rows))))]
        batches = self._cut(rows)
        return [batches[i] for i in rng.permutation(len(batches))]

    def in_order(self) -> list[NDArray[np.int64]]:
        """Return the batches of a set that is only looked at: by length, always the same."""
        import numpy as np

        rows = self.usable()
        return self._cut(rows[np.lexsort(self.lengths[rows].T)])

    def usable(self) -> NDArray[np.int64]:
        """Return the rows that are not too long, and not empty but for their ``</s>``."""
        import numpy as np

        return np.flatnonzero((self.lengths.min(1) > 1) & (self.lengths.max(1) <= self.longest))

    def _cut(self, rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Cut sorted rows where the next one would exceed the budget."""
        cuts, start, widest = [], 0, 0
        longer = self.lengths[rows].max(1)
        for i, length in enumerate(longer.tolist()):
            widest = max(widest, length)
            if widest * (i + 1 - start) > self.budget and i > start:
                cuts.append(i)
                start, widest = i, length
        edges = [0, *cuts, len(rows)]
        return [rows[a:b] for a, b in pairwise(edges) if b > a]
