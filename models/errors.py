"""What can go wrong with a model.

ModelError
├── ModelMissing      not on this disk
├── ModelCorrupt      on disk, but not the bytes the catalog promises
├── NoModel           the catalog has no model for the pair
├── TextTooLong       more tokens than the model takes
├── models.hardware.NoGpu
├── models.catalog.InvalidCatalog, UnknownModel
├── models.fetch.FetchFailed
└── models.backends.langdetect.NoStatistics
"""

from __future__ import annotations

from pathlib import Path


class ModelError(Exception):
    """Any failure of a model; the message says what would have worked."""


class ModelMissing(ModelError):
    """A model of the catalog is not on this disk."""

    def __init__(self, name: str, path: Path) -> None:
        self.name, self.path = name, path
        super().__init__(
            f"model {name!r} is not at {path}; run `haiyi models fetch {name}` "
            f"and `haiyi models convert {name}`"
        )


class ModelCorrupt(ModelError):
    """A file of a model is damaged or not the one the catalog names."""

    def __init__(self, name: str, path: Path, reason: str) -> None:
        self.name, self.path, self.reason = name, path, reason
        super().__init__(
            f"model {name!r} is damaged: {path}: {reason}; "
            f"run `haiyi models convert {name} --force` to repair it"
        )


class NoModel(ModelError):
    """No model of the catalog goes from one language to the other."""

    def __init__(self, source: str, target: str, available: tuple[str, ...]) -> None:
        self.source, self.target, self.available = source, target, available
        pairs = ", ".join(available) or "none"
        super().__init__(f"no model from {source} to {target}; available pairs: {pairs}")


class TextTooLong(ModelError):
    """A text has more tokens than the model takes; it is never cut silently."""

    def __init__(self, tokens: int, limit: int) -> None:
        self.tokens, self.limit = tokens, limit
        super().__init__(f"text has {tokens} tokens; the model takes {limit}; split it first")
