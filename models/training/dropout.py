"""Dropout from numbers drawn once: drawing them anew is a tenth of a step on a CPU."""

from __future__ import annotations

from typing import Any

_POOL = 1 << 24  # numbers, many times what one layer drops
_SEED = 1
_DROPPED = ("self_attn.out_proj", "encoder_attn.out_proj", "fc2", "embed_tokens")


class Dropout:
    """Drops units of a ``MarianMTModel`` where its configuration says so, in training only.

    The places are those of the model itself: what every block adds to the stream, and its start.
    """

    def __init__(self, model: Any) -> None:
        """Take the dropout of a model over; its own is off from then on."""
        self.chance = float(model.config.dropout)
        self._pool: Any = None
        for module in model.modules():
            if hasattr(module, "dropout"):
                module.dropout = 0.0
        for name, module in model.named_modules():
            if name.endswith(_DROPPED):
                module.register_forward_hook(self._hook)

    def _hook(self, module: Any, given: Any, output: Any) -> Any:
        return self._drop(output) if module.training and self.chance else output

    def _drop(self, units: Any) -> Any:
        import torch

        size = units.numel()
        if self._pool is None or len(self._pool) <= size:
            self._pool = torch.empty(max(_POOL, 2 * size), dtype=units.dtype, device=units.device)
            always = torch.Generator(units.device).manual_seed(_SEED)  # the same after a resumption
            self._pool.bernoulli_(1 - self.chance, generator=always).div_(1 - self.chance)
        start = int(torch.randint(0, len(self._pool) - size, ()))
        return units * self._pool[start : start + size].view(units.shape)
