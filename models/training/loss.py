"""Label-smoothed cross entropy and its gradients in one pass, without ever holding all logits.

The logits of a batch are its largest matrix by far: made in chunks of rows, turned into gradients
and thrown away, they cost a fraction of what they cost when autograd keeps them. The uniform part
of the smoothed labels is of rank one, and is taken off at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_ROWS = 512  # of logits in memory at once
_LEAST = 1e-30  # probability whose logarithm is still taken


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """A mean loss in nats a token, and its gradients.

    Attributes:
        value: a scalar tensor.
        hidden: gradient, shape (tokens, width).
        weight: gradient, shape (vocabulary, width), float32.
    """

    value: Any
    hidden: Any
    weight: Any


def smoothed_cross_entropy(
    hidden: Any, weight: Any, bias: Any, targets: Any, *, smoothing: float = 0.0
) -> Loss:
    """Return the loss of ``hidden @ weight.T + bias`` against the targets.

    Args:
        hidden: decoder states, shape (tokens, width); the matrices are multiplied in its type.
        weight: output embedding, shape (vocabulary, width).
        bias: shape (vocabulary,).
        targets: token numbers, shape (tokens,).
        smoothing: share of the probability spread evenly over the vocabulary.
    """
    import torch

    tokens, vocabulary = len(hidden), len(weight)
    states, matrix = hidden.detach(), weight.detach().to(hidden.dtype)
    shift, even = bias.to(hidden.dtype), matrix.float().mean(0)
    total = torch.zeros((), dtype=torch.float32, device=hidden.device)
    to_hidden = torch.empty_like(states)
    to_weight = torch.zeros_like(weight, dtype=torch.float32)
    for start in range(0, tokens, _ROWS):
        part, wanted = states[start : start + _ROWS], targets[start : start + _ROWS, None]
        logits = torch.addmm(shift, part, matrix.t())
        right, chances = logits.gather(1, wanted).float(), logits.softmax(1)
        total += _nats(right, chances.gather(1, wanted), part.float() @ even, bias, smoothing)
        # from here on the probabilities are the gradient of the logits, but for its even part
        chances.scatter_add_(1, wanted, torch.full_like(wanted, smoothing - 1, dtype=part.dtype))
        to_hidden[start : start + _ROWS] = chances @ matrix
        to_weight += chances.t() @ part
    to_hidden -= (smoothing * even).to(hidden.dtype)
    to_weight -= smoothing / vocabulary * states.sum(0, dtype=torch.float32)
    return Loss(total / tokens, to_hidden.div_(tokens), to_weight.div_(tokens))


def _nats(right: Any, chance: Any, mean: Any, bias: Any, smoothing: float) -> Any:
    """Return the summed loss of some rows: logits and chances of the targets, means of all."""
    norm = right - chance.float().clamp_min(_LEAST).log()
    mean = mean[:, None] + bias.float().mean()
    return (norm - (1 - smoothing) * right - smoothing * mean).sum()
