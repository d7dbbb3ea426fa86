"""Label-smoothed cross entropy and its gradients in one pass, without ever holding all logits.

The logits of a batch are its largest matrix by far: made in chunks of rows, turned into gradients
in place and thrown away, they cost a third of what they cost when autograd keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_ROWS = 512  # of logits in memory at once


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
    total = torch.zeros((), dtype=torch.float32, device=hidden.device)
    to_hidden = torch.empty_like(states)
    to_weight = torch.zeros_like(weight, dtype=torch.float32)
    for start in range(0, tokens, _ROWS):
        part, wanted = states[start : start + _ROWS], targets[start : start + _ROWS, None]
        logits = (part @ matrix.t()).float().add_(bias)
        norm = logits.logsumexp(1, keepdim=True)
        right, mean = logits.gather(1, wanted), logits.mean(1, keepdim=True)
        total += (norm - (1 - smoothing) * right - smoothing * mean).sum()
        # from here on the logits are their own gradient: softmax − smoothed target
        logits.sub_(norm).exp_().sub_(smoothing / vocabulary)
        logits.scatter_add_(1, wanted, torch.full_like(norm, smoothing - 1))
        gradient = logits.to(hidden.dtype)
        to_hidden[start : start + _ROWS] = gradient @ matrix
        to_weight += gradient.t() @ part
    return Loss(total / tokens, to_hidden.div_(tokens), to_weight.div_(tokens))
