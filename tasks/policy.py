"""One table: what each error means for a retry, an HTTP answer and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from models.catalog import UnknownModel
from models.errors import ModelCorrupt, ModelError, ModelMissing
from models.training.errors import TrainingError
from pipeline.errors import InvalidDocument, InvalidGlossary, PipelineError, UnknownMarket


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    REVIEW = 1  # some documents need review or failed; the report names them
    USAGE = 2
    DEPENDENCY = 3  # a server or a model is not there


class DependencyDown(Exception):
    """A server that is needed does not answer."""

    def __init__(self, name: str, reason: str, hint: str) -> None:
        self.name, self.reason, self.hint = name, reason, hint
        super().__init__(f"{name} does not answer: {reason}; {hint}")


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do about an error."""

    may_pass: bool
    status: int
    exit: Exit


# The first row whose class fits; the most special first.
RULES: tuple[tuple[type[Exception], Rule], ...] = (
    (InvalidDocument, Rule(False, 422, Exit.REVIEW)),
    (UnknownMarket, Rule(False, 422, Exit.USAGE)),
    (InvalidGlossary, Rule(False, 422, Exit.USAGE)),
    (PipelineError, Rule(False, 422, Exit.USAGE)),
    (UnknownModel, Rule(False, 422, Exit.USAGE)),
    (TrainingError, Rule(False, 422, Exit.USAGE)),
    (ModelMissing, Rule(False, 503, Exit.DEPENDENCY)),
    (ModelCorrupt, Rule(False, 503, Exit.DEPENDENCY)),
    (ModelError, Rule(False, 503, Exit.DEPENDENCY)),
    (DependencyDown, Rule(True, 503, Exit.DEPENDENCY)),
    (ConnectionError, Rule(True, 503, Exit.DEPENDENCY)),
    (TimeoutError, Rule(True, 504, Exit.DEPENDENCY)),
    (FileNotFoundError, Rule(False, 404, Exit.USAGE)),
    (IsADirectoryError, Rule(False, 500, Exit.USAGE)),
    (PermissionError, Rule(False, 500, Exit.USAGE)),
    (OSError, Rule(True, 500, Exit.DEPENDENCY)),  # such as a full disk
)
UNFORESEEN = Rule(True, 500, Exit.REVIEW)


@lru_cache(maxsize=1)
def _foreign() -> tuple[tuple[type[Exception], Rule], ...]:
    """Return the rows for errors of libraries, which are imported only when something is wrong."""
    from kombu.exceptions import OperationalError as BrokerError
    from pydantic import ValidationError
    from redis import RedisError
    from sqlalchemy.exc import InterfaceError
    from sqlalchemy.exc import OperationalError as DatabaseError
    from sqlalchemy.exc import TimeoutError as NoConnection

    down = Rule(True, 503, Exit.DEPENDENCY)
    settings = Rule(False, 500, Exit.USAGE)
    return (
        (RedisError, down),
        (BrokerError, down),
        (DatabaseError, down),
        (InterfaceError, down),
        (NoConnection, down),
        (ValidationError, settings),
    )


def rule(error: Exception) -> Rule:
    """Return the row for an error.

    >>> rule(UnknownMarket("XX", ["US"])).exit
    <Exit.USAGE: 2>
    """
    for table in (RULES, _foreign()):
        for kind, row in table:
            if isinstance(error, kind):
                return row
    return UNFORESEEN


def message(error: Exception) -> str:
    """Return what to tell a person about an error; never a value from a listing or a setting."""
    from pydantic import ValidationError
    from sqlalchemy.exc import SQLAlchemyError

    if isinstance(error, ValidationError):
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        return "; ".join(
            f"HAIYI_{'_'.join(map(str, p['loc'])).upper()}: {p['msg']}" for p in problems
        )
    if isinstance(error, SQLAlchemyError):
        return f"journal: {type(error).__name__}; `haiyi doctor` says more"
    return str(error)
