"""What a person sees: data on stdout, progress and trouble on stderr; colour only on a terminal."""

from __future__ import annotations

import sys

from rich.console import Console

_WIDTH_OF_A_FILE = 140  # columns of a table that goes to no terminal


def out() -> Console:
    """Return a console on stdout."""
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    return Console(highlight=False, width=width)


def err() -> Console:
    """Return a console on stderr; its lines are never wrapped, so that they can be searched."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def complain(error: object) -> None:
    """Print one line about a problem."""
    err().print(f"haiyi: {error}", markup=False)
