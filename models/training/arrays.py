"""Hold a whole corpus as token numbers in four flat arrays, on disk and in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.training.example import Example
    from models.training.vocabulary import Vocabulary

_CHUNK = 20_000  # pairs encoded at once


@dataclass(frozen=True, eq=False)
class TokenArrays:
    """The tokens of n pairs.

    Attributes:
        source, target: all tokens, one pair after the other.
        source_at, target_at: n + 1 offsets; pair i is ``source[source_at[i] : source_at[i + 1]]``.
    """

    source: NDArray[np.uint32]
    source_at: NDArray[np.int64]
    target: NDArray[np.uint32]
    target_at: NDArray[np.int64]

    @classmethod
    def encode(cls, examples: Sequence[Example], vocabulary: Vocabulary) -> TokenArrays:
        """Return the tokens of pairs, each side with its ``</s>``."""
        source = _flat([e.source for e in examples], vocabulary.encode_sources)
        target = _flat([e.target for e in examples], vocabulary.encode_targets)
        return cls(*source, *target)

    @classmethod
    def joined(cls, parts: Sequence[TokenArrays]) -> TokenArrays:
        """Return the pairs of all parts, one part after the other."""
        import numpy as np

        def follow(offsets: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
            lengths = np.concatenate([np.diff(each) for each in offsets])
            return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

        return cls(
            np.concatenate([part.source for part in parts]),
            follow([part.source_at for part in parts]),
            np.concatenate([part.target for part in parts]),
            follow([part.target_at for part in parts]),
        )

    @classmethod
    def load(cls, path: Path) -> TokenArrays:
        """Read what ``save`` wrote."""
        import numpy as np

        with np.load(path, allow_pickle=False) as file:
            return cls(*(file[name] for name in _NAMES))

    def save(self, path: Path) -> None:
        """Write an ``.npz`` file; it appears only once it is whole."""
        import numpy as np

        partial = path.with_suffix(".partial.npz")
        np.savez(partial, **{name: getattr(self, name) for name in _NAMES})
        partial.rename(path)

    def __len__(self) -> int:
        return len(self.source_at) - 1

    def lengths(self) -> NDArray[np.int64]:
        """Return the tokens of each pair's source and target, shape (n, 2)."""
        import numpy as np

        return np.stack([np.diff(self.source_at), np.diff(self.target_at)], 1)

    def padded(
        self, rows: NDArray[np.int64], pad: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return sources and targets of some pairs, each (rows, longest of them)."""
        return (
            _padded(self.source, self.source_at, rows, pad),
            _padded(self.target, self.target_at, rows, pad),
        )


_NAMES = ("source", "source_at", "target", "target_at")


def _flat(
    texts: Sequence[str], encode: Callable[[Sequence[str]], list[NDArray[np.int64]]]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    import numpy as np

    parts, counts = [np.zeros(0, np.uint32)], [0]
    for start in range(0, len(texts), _CHUNK):
        tokens = encode(texts[start : start + _CHUNK])
        parts.append(np.concatenate(tokens).astype(np.uint32))
        counts += map(len, tokens)
    return np.concatenate(parts), np.cumsum(counts)


def _padded(
    tokens: NDArray[np.uint32], at: NDArray[np.int64], rows: NDArray[np.int64], pad: int
) -> NDArray[np.int64]:
    import numpy as np

    out = np.full((len(rows), int((at[rows + 1] - at[rows]).max())), pad, np.int64)
    for line, row in zip(out, rows, strict=True):
        line[: at[row + 1] - at[row]] = tokens[at[row] : at[row + 1]]
    return out
