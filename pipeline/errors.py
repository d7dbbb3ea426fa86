"""What can be wrong with a document, and where.

PipelineError
├── InvalidDocument   the input breaks a rule of the contract
├── UnknownMarket     no such row in the table of markets
└── InvalidGlossary   a glossary line that cannot be used
"""

from __future__ import annotations

from collections.abc import Iterable


class PipelineError(Exception):
    """Any failure of the pipeline; the message says what would have worked."""


class InvalidDocument(PipelineError):
    """A document breaks a rule of the contract.

    Attributes:
        code: stable, machine readable: ``missing``, ``empty``, ``too_long``, ``type`` ...
        field: dotted path into the document, or ``""`` for the whole of it.
        line: line of the input file, from 1, or None.
        hint: what would have worked.
    """

    def __init__(
        self, code: str, message: str, *, field: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        self.code, self.message, self.field, self.line, self.hint = code, message, field, line, hint
        where = ", ".join(
            part
            for part in (f"line {line}" if line else "", f"field {field!r}" if field else "")
            if part
        )
        super().__init__(f"{where + ': ' if where else ''}{message}{'; ' + hint if hint else ''}")

    def at(self, line: int) -> InvalidDocument:
        """Return the same error, placed on a line of the input."""
        return InvalidDocument(self.code, self.message, field=self.field, line=line, hint=self.hint)


class UnknownMarket(PipelineError):
    """A market that the table does not have."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(f"unknown market {name!r}; known markets: {', '.join(self.known)}")


class InvalidGlossary(PipelineError):
    """A glossary line that cannot be used."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        self.message, self.line = message, line
        super().__init__(f"glossary{f' line {line}' if line else ''}: {message}")
