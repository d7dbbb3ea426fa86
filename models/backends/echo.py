"""A translator without a model that damages its outputs on request, for whatever must notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from models.backends.pieces import refuse_too_long
from models.base import DECODINGS, GREEDY, Decoding, Pair

Damage = Literal["drop_placeholder", "change_number", "loop", "empty", "leftover"]

_DAMAGES: dict[Damage, Callable[[str], str]] = {
    "drop_placeholder": lambda text: re.sub(r"\s*⟦\d⟧", "", text, count=1),
    "change_number": lambda text: re.sub(
        r"(?<!⟦)\d", lambda m: str((int(m[0]) + 1) % 10), text, count=1
    ),
    "loop": lambda text: f"{text} {'over and ' * 20}over",
    "empty": lambda text: "",
    "leftover": lambda text: f"{text} 没有翻译的文字",
}


class EchoTranslator:
    """Returns ``reply(text)``, by default the text itself.

    Attributes:
        batches: every batch it was given, in order.
    """

    def __init__(  # noqa: PLR0913 - each is one way to try whatever must notice
        self,
        pair: Pair,
        *,
        reply: Callable[[str], str] = str,
        damage: Damage | None = None,
        decodings: frozenset[str] = frozenset(DECODINGS),
        max_tokens: int = 512,
        seen: Mapping[str, int] | None = None,
    ) -> None:
        """Build it; ``damage`` is done only under the ``decodings`` of these names."""
        self.pair, self.revision, self.max_tokens = pair, "echo", max_tokens
        self.seen = seen
        self.batches: list[tuple[str, ...]] = []
        self._reply, self._decodings = reply, decodings
        self._damage = _DAMAGES[damage] if damage else str

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Return the one thing there is to say for each text."""
        return [[text] for text in self.translate(texts, decoding)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of characters of each text."""
        return [len(text) for text in texts]

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return one output for each text, in order.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` characters.
        """
        refuse_too_long(self.count_tokens(texts), self.max_tokens)
        self.batches.append(tuple(texts))
        name = decoding.name.partition("-")[0]
        damage = self._damage if name in self._decodings else str
        return [damage(self._reply(text)) for text in texts]
