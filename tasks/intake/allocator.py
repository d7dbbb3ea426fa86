"""What glibc's allocator keeps of memory that nobody uses; elsewhere nothing is done."""

from __future__ import annotations

import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def share() -> None:
    """Let all threads that are still to come share one heap: what one frees, another can use.

    For a process that does one thing at a time; 10 MB less for a table.
    """
    if choose := getattr(ctypes.CDLL(None), "mallopt", None):
        choose(_ARENA_MAX, 1)


def hand_back() -> None:
    """Give back to the system what is free; 40 MB after 64 rows."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
