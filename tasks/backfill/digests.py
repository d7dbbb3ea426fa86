"""What has been seen already, in 8 bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b


class Digests:
    """A set of 8-byte digests in an array: at most 16 bytes a member, not 70 as in a set.

    Among ten million ids, two different ones share a digest with a chance of 3 in a million.

    >>> seen = Digests()
    >>> seen.add(Digests.of("a")), seen.add(Digests.of("a")), Digests.of("b") in seen
    (True, False, False)
    """

    def __init__(self, members: Iterable[int] = ()) -> None:
        self._slots, self._count = array("Q", bytes(8 * 1024)), 0
        for member in members:
            self.add(member)

    @staticmethod
    def of(text: str) -> int:
        """Return the digest of a text; never 0, which marks a free slot."""
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") or 1

    def __len__(self) -> int:
        return self._count

    def __contains__(self, digest: int) -> bool:
        return self._slots[self._find(digest)] == digest

    def add(self, digest: int) -> bool:
        """Return whether the digest is new, and keep it."""
        if 4 * self._count >= 3 * len(self._slots):
            self._grow()
        at = self._find(digest)
        if self._slots[at]:
            return False
        self._slots[at] = digest
        self._count += 1
        return True

    def _find(self, digest: int) -> int:
        last = len(self._slots) - 1
        at = digest & last
        while self._slots[at] not in (0, digest):
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        old, self._slots = self._slots, array("Q", bytes(16 * len(self._slots)))
        for digest in old:
            if digest:
                self._slots[self._find(digest)] = digest
