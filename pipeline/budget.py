"""How long one document may take, so that none makes the others wait."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

# Texts of one document that are translated with those of the others; more go by themselves, in
# slices, and the clock is looked at between.
SHARED = 256
SLICE = 32


@dataclass(slots=True)
class Budget:
    """Seconds that one document may still take.

    Attributes:
        left_s: what is not yet spent; 0 or less: the rest of the document stays as written.
    """

    left_s: float

    @property
    def is_spent(self) -> bool:
        """Tell whether nothing is left."""
        return self.left_s <= 0

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Take the time of a block from what is left."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.left_s -= time.perf_counter() - began

    def slices(self, texts: Sequence[str]) -> Iterator[Sequence[str]]:
        """Yield the texts in slices for as long as something is left."""
        for at in range(0, len(texts), SLICE):
            if self.is_spent:
                return
            with self.spending():
                yield texts[at : at + SLICE]
