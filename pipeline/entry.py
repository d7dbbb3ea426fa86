"""An agreed term: how sellers write it, how it must come out, and where it is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.simplified import simplified
from pipeline import language
from pipeline.errors import InvalidGlossary

# These kinds are hidden from the model wherever they stand; the others only where they are the
# whole segment (an option value, a tag): inside a sentence the model needs their grammar.
INLINE = frozenset({"brand", "policy", "term", "keep"})
WHOLE = frozenset({"attribute", "category", "color", "feature", "material", "slang", "unit"})
KINDS = INLINE | WHOLE | {"forbidden"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One agreed term.

    Attributes:
        source: as sellers write it.
        target: as it must come out; for kind ``keep`` the source, for ``forbidden`` unused.
        kind: one of ``KINDS``: ``keep`` is never translated, ``forbidden`` never shown in a target.
        note: for people; "common word" keeps a brand from being matched inside a sentence.
        language: of the target.
    """

    source: str
    target: str
    kind: str = "term"
    note: str = ""
    language: str = "en"

    @property
    def is_inline(self) -> bool:
        """Tell whether the term is matched inside sentences; one character (后) is not enough."""
        if self.kind == "slang":
            return self.source.isascii()
        agreed = self.kind in INLINE and "common word" not in self.note
        return agreed and (len(self.source) > 1 or self.kind in ("term", "keep"))

    @property
    def id(self) -> tuple[str, str]:
        """What one scope has only once: the folded source, and the language of the target."""
        return folded(self.source), self.language


def folded(text: str) -> str:
    """Return a text of the same length in one case and one script: 毛線 is 毛线."""
    lower = text.lower()
    if len(lower) != len(text):  # İ
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return simplified(lower)


def parse(lines: Iterable[str]) -> Iterator[Entry]:
    """Yield the entries of TSV lines.

    Raises:
        InvalidGlossary: naming the line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        source, target, kind, note, code = (line.split("\t") + [""] * 5)[:5]
        source, target, kind = source.strip(), target.strip(), kind.strip() or "term"
        if not source or (not target and kind not in ("keep", "forbidden")):
            raise InvalidGlossary("needs a source and a target, separated by a tab", line=number)
        if kind not in KINDS:
            known = ", ".join(sorted(KINDS))
            raise InvalidGlossary(f"unknown kind {kind!r}; known kinds: {known}", line=number)
        shown = source if kind == "keep" else target
        yield Entry(source, shown, kind, note, language.normalize(code or "en"))
