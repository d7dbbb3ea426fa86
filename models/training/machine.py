"""Make the most of the machine that trains."""

from __future__ import annotations

import ctypes

# glibc's M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX: keep freed memory, and take it in big pieces.
_MALLOC = ((-1, 2**31 - 1), (-2, 2**28), (-4, 0))


def prepare(threads: int) -> str:
    """Set up this process for training, and return the device: ``cuda``, or else ``cpu``.

    The large matrices of a step are allocated and freed over and over; by default each of them is
    mapped and unmapped, and a quarter of the time goes into page faults.
    """
    import torch

    if torch.cuda.is_available():
        return "cuda"
    torch.set_num_threads(threads)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        for option, value in _MALLOC:
            mallopt(option, value)
    return "cpu"


def attention() -> str:
    """Return the implementation of attention that trains fastest on the device."""
    import torch

    return "sdpa" if torch.cuda.is_available() else "eager"
