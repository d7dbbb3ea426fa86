"""What a person's decision covers, and what it teaches of how to say things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.ledger import edits, phrases, shelf
from tasks.ledger.paths import text_at
from tasks.ledger.phrases import PLATFORM, Phrase, scope_of


def learnt(
    found: shelf.Shelved, source: str, text: str, who: str, *, for_all: bool = False
) -> list[Phrase]:
    """Return what a decision teaches of how to say a source."""
    scope = PLATFORM if for_all else scope_of(found.product.seller_id)
    language = str(found.result.get("language", ""))
    return [Phrase(a, b, language, scope, who) for a, b in phrases.pairs(source, text)]


def undecided(shown: Mapping[str, Any], source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield field and text of what the machine translated, and nobody has decided on yet."""
    for field, told in shown["fields"].items():
        codes = {issue["code"] for issue in told["issues"]}
        text = text_at(shown, field)
        if text and told["status"] != "kept" and not codes & set(edits.KINDS):
            yield field, text
