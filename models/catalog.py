"""The table of models: which pair each serves, and exactly which bytes it is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from models.base import Pair
from models.errors import ModelError, NoModel

Backend = Literal["ctranslate2", "opencc"]

_REQUIRED = {"name", "source", "target", "licence"}
_OPTIONAL = {"backend", "path", "repository", "revision", "prefix", "golden", "files", "own"}


class InvalidCatalog(ModelError):
    """A catalog file that cannot be used."""

    def __init__(self, path: Path, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(f"{path}: {message}")


class UnknownModel(ModelError):
    """A name that the catalog does not have."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name, self.known = name, known
        super().__init__(f"no model is named {name!r}; the catalog has: {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalog.

    Attributes:
        name: unique; names the model in commands, messages and signatures.
        path: directory of a packaged model, or None where it has to be fetched.
        repository: on the model hub; ``revision`` is the commit.
        prefix: token that goes before every input of a model with several target languages.
        golden: input of the self-test that follows every load.
        files: file → its sha256, or ``""`` where only the first fetch can tell.
    """

    name: str
    pair: Pair
    licence: str
    backend: Backend = "ctranslate2"
    path: Path | None = None
    repository: str = ""
    revision: str = ""
    prefix: str = ""
    golden: str = ""
    files: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All rows, in order of preference within a pair."""

    entries: tuple[Entry, ...]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, name: str) -> Entry:
        """Return the row of that name.

        Raises:
            UnknownModel: there is none.
        """
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise UnknownModel(name, tuple(entry.name for entry in self.entries))

    def serving(self, pair: Pair) -> tuple[Entry, ...]:
        """Return the rows that serve a pair, best first.

        Raises:
            NoModel: there is none.
        """
        rows = tuple(entry for entry in self.entries if entry.pair == pair)
        if not rows:
            pairs = sorted({entry.pair for entry in self.entries})
            raise NoModel(pair.source, pair.target, tuple(map(str, pairs)))
        return rows


def load(path: Path | None = None) -> Catalog:
    """Read a catalog, by default the packaged one; paths in it are relative to the file.

    A row with ``own`` is of a model that somebody may put at its path; without one it is left out.

    Raises:
        InvalidCatalog: not TOML, a key missing or unknown, or a name given twice.
    """
    path = path or Path(__file__).with_name("catalog.toml")
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("model", [])
    except (OSError, ValueError) as error:
        raise InvalidCatalog(path, str(error)) from error
    found = ((row.pop("own", False), _entry(path, row)) for row in rows)
    entries = tuple(entry for own, entry in found if not own or _is_there(entry))
    names = [entry.name for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidCatalog(path, f"given twice: {', '.join(twice)}")
    return Catalog(entries)


def _is_there(entry: Entry) -> bool:
    return entry.path is not None and entry.path.is_dir()


def _entry(path: Path, row: dict[str, Any]) -> Entry:
    if missing := sorted(_REQUIRED - row.keys()):
        raise InvalidCatalog(path, f"{row.get('name', 'a model')} lacks {', '.join(missing)}")
    if unknown := sorted(row.keys() - _REQUIRED - _OPTIONAL):
        raise InvalidCatalog(path, f"{row['name']} has unknown keys: {', '.join(unknown)}")
    source, target = row.pop("source"), row.pop("target")
    where = row.pop("path", None)
    return Entry(pair=Pair(source, target), path=where and path.parent / where, **row)
