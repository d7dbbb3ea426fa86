"""How long an output may get, so that a batch gives what its items give alone."""

from __future__ import annotations

from collections.abc import Sequence

from models.base import Decoding
from models.errors import TextTooLong


def group_by_limit(
    counts: Sequence[int], decoding: Decoding, positions: int
) -> dict[int, list[int]]:
    """Return output limit in tokens → indices of the texts that decode under it.

    A limit is ``decoding.max_tokens`` rounded up to a power of two, at most ``positions``: it
    depends on the text alone, and few limits mean full batches. Empty texts are left out.

    >>> from models.base import GREEDY
    >>> group_by_limit([1, 0, 2, 40], GREEDY, 512)
    {16: [0], 32: [2], 256: [3]}
    """
    groups: dict[int, list[int]] = {}
    for index, count in enumerate(counts):
        if count:
            limit = 1 << (decoding.max_tokens(count) - 1).bit_length()
            groups.setdefault(min(limit, positions), []).append(index)
    return groups


def refuse_too_long(counts: Sequence[int], limit: int) -> None:
    """Check that no text has more than ``limit`` tokens.

    Raises:
        TextTooLong: one has.
    """
    if (longest := max(counts, default=0)) > limit:
        raise TextTooLong(longest, limit)
