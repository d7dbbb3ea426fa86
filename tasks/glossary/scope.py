"""The terms of one scope: the platform's, a seller's, or a named glossary's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pipeline.glossary import Entry, Glossary

PLATFORM = "platform"


def seller_scope(seller_id: str) -> str:
    """Return the scope of a seller; named glossaries are their own scope.

    >>> seller_scope("s7"), seller_scope("named:ab12")
    ('seller:s7', 'named:ab12')
    """
    return seller_id if seller_id.startswith("named:") else f"seller:{seller_id}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The glossary of one scope.

    Attributes:
        terms: by source in lower case and language of the target.
        facts: what else is kept with it: name, owner, time of creation.
    """

    name: str
    terms: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All terms, in the order they were first added."""
        return tuple(self.terms.values())

    @property
    def revision(self) -> str:
        """Changes with every edit that could change a translation."""
        return Glossary(self.entries).revision

    def after(self, record: Mapping[str, Any]) -> Scope:
        """Return the scope after one record of the journal."""
        if record["op"] == "put":
            entry = Entry(**record["entry"])
            return replace(self, terms={**self.terms, _key(entry): entry})
        if record["op"] == "name":
            return replace(self, facts={**self.facts, **record["facts"]})
        gone = (record["source"].lower(), record["language"])
        return replace(self, terms={k: e for k, e in self.terms.items() if k != gone})

    def to_json(self) -> str:
        """Return the form that Redis holds."""
        entries = [asdict(entry) for entry in self.entries]
        return json.dumps({"entries": entries, "facts": dict(self.facts)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, name: str, text: str) -> Scope:
        """Read the form that Redis holds."""
        row = json.loads(text)
        entries = [Entry(**entry) for entry in row["entries"]]
        return cls(name, {_key(entry): entry for entry in entries}, row["facts"])


def _key(entry: Entry) -> tuple[str, str]:
    return entry.source.lower(), entry.language
