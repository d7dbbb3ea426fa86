"""Make the most of the machine that trains."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

_SHAPE = (256, 256, 512)  # of a trial product: large enough to tell, a tenth of a second at worst


def prepare(threads: int) -> str:
    """Return the device to train on, ``cuda`` or else ``cpu``, limited to so many CPU threads."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    torch.set_num_threads(threads)
    return "cpu"


def attention() -> str:
    """Return the implementation of attention that trains fastest on the device.

    On a CPU the fused kernel is slower, by 40 %, than plain matrix products in bfloat16.
    """
    import torch

    return "sdpa" if torch.cuda.is_available() else "eager"


@cache
def computes_in_bfloat16() -> bool:
    """Tell whether this machine multiplies matrices in bfloat16 faster than in float32.

    A processor with AVX2 alone can do both, but bfloat16 fifty times as slowly; so it is measured.
    """
    import torch

    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    return _seconds(torch.bfloat16) < _seconds(torch.float32)


def _seconds(kind: Any) -> float:
    """Return the least processor time of a few products of two matrices."""
    import torch

    rows, inner, columns = _SHAPE
    left, right = torch.ones(rows, inner, dtype=kind), torch.ones(inner, columns, dtype=kind)
    taken = []
    for _ in range(3):
        started = time.process_time()
        left @ right
        taken.append(time.process_time() - started)
    return min(taken)
