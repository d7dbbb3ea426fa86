"""Keep a training on disk so that it goes on as if it had never stopped.

One safetensors file holds weights, optimizer and position: it is there whole, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # what Adam remembers of each weight


@dataclass(frozen=True, slots=True)
class Position:
    """Where a training stands.

    Attributes:
        step: steps done; ``tokens``: target tokens seen in them.
        epoch, batch: the batch that comes next.
        seconds: spent in training, over all its runs.
        best: lowest dev loss so far; ``waited``: looks at the dev set since.
    """

    step: int = 0
    epoch: int = 0
    batch: int = 0
    tokens: int = 0
    seconds: float = 0.0
    best: float = float("inf")
    waited: int = 0


def save(path: Path, model: Any, optimizer: Any, position: Position) -> None:
    """Write a checkpoint in the place of the one before."""
    tensors = dict(_weights(model))
    for name, weight in model.named_parameters():
        for moment, value in optimizer.state.get(weight, {}).items():
            tensors[f"{moment}:{name}"] = value
    _write(path, tensors, {"position": json.dumps(asdict(position))})


def load(path: Path, model: Any, optimizer: Any) -> Position:
    """Put a checkpoint into a model and its optimizer, and return where it stands."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        names = set(file.keys())
        _restore(model, file)
        for name, weight in model.named_parameters():
            if f"step:{name}" in names:
                state = {m: file.get_tensor(f"{m}:{name}").to(weight.device) for m in _MOMENTS}
                optimizer.state[weight] = state
        return Position(**json.loads(file.metadata()["position"]))


def save_weights(path: Path, model: Any) -> None:
    """Write the weights alone, in float32."""
    _write(path, dict(_weights(model)), {})


def load_weights(path: Path, model: Any) -> None:
    """Put the weights that ``save_weights`` wrote into a model."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        _restore(model, file)


def _weights(model: Any) -> Iterator[tuple[str, Any]]:
    """Yield each weight once, however many names it has, and the bias of the logits."""
    yield from model.named_parameters()
    yield "final_logits_bias", model.final_logits_bias


def _restore(model: Any, file: Any) -> None:
    import torch

    with torch.no_grad():
        for name, weight in _weights(model):
            weight.copy_(file.get_tensor(name))


def _write(path: Path, tensors: dict[str, Any], metadata: dict[str, str]) -> None:
    from safetensors.torch import save_file

    partial = path.with_suffix(".partial")
    whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    save_file(whole, partial, metadata)
    partial.replace(path)
