"""One step of learning, and one look at a set: the only room that computes gradients."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from models.training import machine
from models.training.dropout import Dropout
from models.training.loss import Loss, smoothed_cross_entropy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from models.training.arrays import TokenArrays
    from models.training.recipe import Recipe

_BLOCKED = -1e3  # a piece with a lower bias is never produced


class Learner:
    """A model and its optimizer on the best device there is.

    A copy of the model does all the sums, in bfloat16 where the recipe allows it and the machine is
    faster in it, and the model itself keeps the weights in float32 and takes the steps: small
    changes are not lost, and nothing is cast twice.

    Attributes:
        model: a ``MarianMTModel`` whose embeddings are shared, on the device.
        optimizer: AdamW over all its weights that learn.
    """

    def __init__(self, model: Any, recipe: Recipe) -> None:
        import torch

        self.device = machine.prepare(recipe.threads)
        self.model, self._recipe = model.to(self.device), recipe
        self._outputs, self._pad = producible(model), model.config.pad_token_id
        self._weights = [weight for weight in model.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(
            self._weights, betas=(0.9, 0.98), eps=1e-9, weight_decay=1e-4, fused=True
        )
        is_short = recipe.bf16 and machine.computes_in_bfloat16()
        self._worker = copy.deepcopy(self.model).to(torch.bfloat16 if is_short else torch.float32)
        self._working = [weight for weight in self._worker.parameters() if weight.requires_grad]
        self._dropout = Dropout(self._worker)

    def learn(
        self, data: TokenArrays, rows: NDArray[np.int64], *, rate: float, seed: int
    ) -> tuple[Any, int]:
        """Do one step; return its loss, a scalar tensor, and the number of target tokens.

        The seed decides which units drop out, so that a resumed training takes the same steps.
        """
        import torch

        torch.manual_seed(seed)
        self._worker.train()
        hidden, loss, tokens = self._forward(data, rows, self._recipe.smoothing)
        self._worker.zero_grad(set_to_none=True)
        hidden.backward(loss.hidden)
        self._collect(loss)
        torch.nn.utils.clip_grad_norm_(self._weights, self._recipe.clip)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        with torch.no_grad():
            self.model.model.shared.weight[self._pad].zero_()  # engines start decoding from zero
        self.share()
        return loss.value, tokens

    def share(self) -> None:
        """Give the worker the weights as they are now."""
        import torch

        with torch.no_grad():
            for weight, working in zip(self._weights, self._working, strict=True):
                working.copy_(weight)

    def _collect(self, loss: Loss) -> None:
        """Bring the gradients of the worker to the weights that learn."""
        for weight, working in zip(self._weights, self._working, strict=True):
            weight.grad = working.grad.float()
        self.model.model.shared.weight.grad[: self._outputs] += loss.weight

    def look(self, data: TokenArrays, batches: Sequence[NDArray[np.int64]]) -> float:
        """Return the mean loss over some batches, in nats a target token, labels plain."""
        import torch

        self._worker.eval()
        total, seen = 0.0, 0
        with torch.no_grad():
            for rows in batches:
                _, loss, tokens = self._forward(data, rows, 0.0)
                total, seen = total + float(loss.value) * tokens, seen + tokens
        return total / max(1, seen)

    def _forward(
        self, data: TokenArrays, rows: NDArray[np.int64], smoothing: float
    ) -> tuple[Any, Loss, int]:
        """Return the decoder states of all target tokens, their loss, and their number."""
        import torch

        source, target = (
            torch.from_numpy(side).to(self.device) for side in data.padded(rows, self._pad)
        )
        real = target != self._pad
        model = self._worker.model
        states = model(
            input_ids=source,
            attention_mask=(source != self._pad).long(),
            decoder_input_ids=self._shifted(target),
            use_cache=False,
        ).last_hidden_state
        hidden = states[real]
        loss = smoothed_cross_entropy(
            hidden,
            model.shared.weight[: self._outputs],
            self._worker.final_logits_bias[0, : self._outputs],
            target[real],
            smoothing=smoothing,
        )
        return hidden, loss, len(hidden)

    def _shifted(self, target: Any) -> Any:
        """Return what the decoder is given: ``<pad>``, and then every token but the last."""
        shifted = target.roll(1, 1)
        shifted[:, 0] = self._pad
        return shifted


def producible(model: Any) -> int:
    """Return how many of the first pieces may be produced: the loss looks at no others."""
    import torch

    blocked = torch.nonzero(model.final_logits_bias[0] < _BLOCKED)[:, 0].tolist()
    pieces = int(model.final_logits_bias.shape[1])
    return int(blocked[0]) if blocked and len(blocked) == pieces - blocked[0] else pieces
