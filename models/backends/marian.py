"""MarianMT on transformers: the reference that the default engine is held to."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.backends.limits import group_by_limit, refuse_too_long
from models.base import GREEDY, Decoding, Pair


class MarianTranslator:
    """A model in a directory as the hub has it, computed in float32; one thread at a time."""

    def __init__(
        self, directory: Path, pair: Pair, *, revision: str, prefix: str = "", threads: int = 1
    ) -> None:
        """Load the model, from safetensors only. It must not be loaded before a fork."""
        import torch
        from transformers import GenerationConfig, MarianMTModel, MarianTokenizer
        from transformers.utils.logging import disable_progress_bar

        torch.set_num_threads(threads)
        disable_progress_bar()
        with warnings.catch_warnings():  # it recommends a punctuation normaliser it does not use
            warnings.simplefilter("ignore")
            self._tokenizer: Any = MarianTokenizer.from_pretrained(directory)
        self._model: Any = MarianMTModel.from_pretrained(
            directory, dtype=torch.float32, use_safetensors=True
        ).eval()
        self._model.generation_config = GenerationConfig()  # the search is ours, not the hub's
        self._lock = threading.Lock()
        self._prefix = prefix
        self._positions: int = self._model.config.max_position_embeddings
        self.pair, self.revision = pair, revision
        self.max_tokens = self._positions - bool(prefix) - 1

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of pieces of each text."""
        return [len(pieces) for pieces in self._tokenizer.spm_source.encode(list(texts))]

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return one output for each text, in order; an empty text gives an empty output.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        counts = self.count_tokens(texts)
        refuse_too_long(counts, self.max_tokens)
        outputs = [""] * len(texts)
        for limit, members in group_by_limit(counts, decoding, self._positions).items():
            with self._lock:
                rendered = self._decode([texts[i] for i in members], decoding, limit)
            for i, output in zip(members, rendered, strict=True):
                outputs[i] = output
        return outputs

    def _decode(self, texts: list[str], decoding: Decoding, limit: int) -> list[str]:
        import torch

        # The space keeps a text that begins with ">>xx<<" from being read as a language code.
        inputs = self._tokenizer(
            [f"{self._prefix} {text}" for text in texts],
            padding=True,
            return_tensors="pt",
            split_special_tokens=True,
        )
        with torch.inference_mode():
            ids = self._model.generate(**inputs, generation_config=self._search(decoding, limit))
        return list(
            self._tokenizer.batch_decode(ids, skip_special_tokens=True, use_source_tokenizer=False)
        )

    def _search(self, decoding: Decoding, limit: int) -> object:
        from transformers import GenerationConfig

        config = self._model.config
        return GenerationConfig(
            num_beams=decoding.beam,
            no_repeat_ngram_size=decoding.no_repeat_ngram or None,
            repetition_penalty=decoding.repetition_penalty,
            max_new_tokens=limit,
            min_new_tokens=1,
            suppress_tokens=[self._tokenizer.unk_token_id, config.pad_token_id],
            decoder_start_token_id=config.decoder_start_token_id,
            eos_token_id=config.eos_token_id,
            pad_token_id=config.pad_token_id,
        )
