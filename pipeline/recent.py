"""What was made of the last texts, kept within a bound that long texts fill sooner."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")

_EACH = 32  # characters that weigh as much as what is kept beside a text


class Recent(Generic[Made]):
    """Remembers what a function made of texts, as long as they have so many characters in all.

    A count of texts would be no bound: what is made of one may take 500 bytes a character.
    Safe to share among threads.

    >>> recent = Recent(lambda text: print(text) or len(text), characters=100)
    >>> recent("a"), recent("a")
    a
    (1, 1)
    """

    def __init__(self, make: Callable[..., Made], characters: int) -> None:
        self._make, self._most, self._held = make, characters, 0
        self._known: OrderedDict[tuple[str, Hashable], Made] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, text: str, *rest: Hashable) -> Made:
        """Return what is made of a text; one that is too long for all is not remembered."""
        key = (text, rest)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = self._make(text, *rest)
        with self._lock:
            if key not in self._known:
                self._known[key] = made
                self._held += len(text) + _EACH
            while self._held > self._most:
                (oldest, _), _ = self._known.popitem(last=False)
                self._held -= len(oldest) + _EACH
        return made

    def forget(self) -> None:
        """Begin again as a new process would."""
        with self._lock:
            self._known.clear()
            self._held = 0
