"""Terms that come out as agreed: platform, then shop, then listing; the narrower scope wins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline import language
from pipeline.errors import InvalidGlossary
from pipeline.protection.span import Span

PLATFORM = Path(__file__).parent / "data" / "glossary.tsv"

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


@dataclass(frozen=True, eq=False)
class Glossary:
    """An immutable set of terms; changing one makes a new glossary with a new revision."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def load(cls, path: Path = PLATFORM) -> Glossary:
        """Read a TSV of source, target[, kind[, note[, language]]]; lines with # are comments.

        Raises:
            InvalidGlossary: a line that cannot be used, with its number.
        """
        text = path.read_text(encoding="utf-8")
        return cls(tuple(parse(text.splitlines())))

    @cached_property
    def revision(self) -> str:
        """Hash of everything that could change an output, 12 hexadecimal digits."""
        lines = sorted(
            "\t".join((e.source, e.target, e.kind, e.note, e.language)) for e in self.entries
        )
        return hashlib.blake2b("\n".join(lines).encode(), digest_size=6).hexdigest()

    def extended(self, entries: Iterable[Entry]) -> Glossary:
        """Return a glossary in which ``entries`` win over those of the same source and language."""
        merged = {(e.source.lower(), e.language): e for e in self.entries}
        before = dict(merged)
        merged.update({(e.source.lower(), e.language): e for e in entries})
        return self if merged == before else Glossary(tuple(merged.values()))

    def with_terms(self, terms: Mapping[str, str]) -> Glossary:
        """Return a glossary extended by plain source → target pairs, as a listing carries them."""
        return self.extended(Entry(source, target) for source, target in terms.items())

    def forbidden_in(self, text: str) -> list[str]:
        """Return the forbidden terms that a target text holds."""
        folded = text.casefold()
        return [term for term in self._forbidden if term.casefold() in folded]

    def find(self, text: str, target: str) -> list[Span]:
        """Return the spans of a text that must come out as agreed in the target language.

        A longer term shields a shorter one inside it, so 小米粥 is not a brand of telephones.
        """
        if whole := self.whole(text, target):
            return [whole]
        return [_span(e, at, text) for at, e in self._matches(text, target) if e.is_inline]

    def whole(self, text: str, target: str) -> Span | None:
        """Return the span of a text that is one agreed term and nothing else."""
        bare = text.strip()
        entry = self._exact.get((bare.lower(), language.node(target)))
        if entry is None or entry.kind == "forbidden":
            return None
        return _span(entry, text.index(bare), text)

    def _matches(self, text: str, target: str) -> Iterator[tuple[int, Entry]]:
        """Yield the longest entry at each place, and go on behind it."""
        folded, at = text.lower(), 0
        index = self._index(language.node(target))
        while at < len(folded):
            for source, entry in index.get(folded[at : at + 2], index.get(folded[at], ())):
                if folded.startswith(source, at) and _is_word(folded, at, at + len(source)):
                    yield at, entry
                    at += len(source) - 1
                    break
            at += 1

    def _index(self, node: str) -> dict[str, list[tuple[str, Entry]]]:
        """Return the entries of one target language by their first two characters, longest first.

        Those of one character stand at the end of each list, and under that character.
        """
        if node not in self._indexes:
            index: dict[str, list[tuple[str, Entry]]] = {}
            for e in sorted(self.entries, key=lambda e: -len(e.source)):
                if e.kind == "keep" or (
                    e.kind != "forbidden" and language.node(e.language) == node
                ):
                    source = e.source.lower()
                    index.setdefault(source[:2], []).append((source, e))
            for start in index:
                index[start] += index.get(start[0], ()) if len(start) > 1 else ()
            self._indexes[node] = index
        return self._indexes[node]

    @cached_property
    def _indexes(self) -> dict[str, dict[str, list[tuple[str, Entry]]]]:
        return {}

    @cached_property
    def _exact(self) -> dict[tuple[str, str], Entry]:
        return {(e.source.lower(), language.node(e.language)): e for e in self.entries}

    @cached_property
    def _forbidden(self) -> tuple[str, ...]:
        return tuple(e.source for e in self.entries if e.kind == "forbidden")


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


def _span(entry: Entry, at: int, text: str) -> Span:
    end = at + len(entry.source)
    value = None if entry.kind == "keep" else entry.target
    return Span(at, end, "term", text[at:end], value)


def _is_word(text: str, start: int, end: int) -> bool:
    """A Latin term must not begin or end inside a longer Latin word."""

    def joins(at: int) -> bool:
        pair = text[at - 1 : at + 1] if at else ""
        return len(pair) == 2 and pair.isascii() and pair.isalnum()

    return not joins(start) and not joins(end)
