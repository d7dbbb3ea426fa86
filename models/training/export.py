"""Write a trained model as the model hub has it: for transformers, for CTranslate2, for us."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from models import store
from models.training.errors import TrainingError
from models.training.vocabulary import FILES, Vocabulary

_WEIGHTS = "model.safetensors"


class InvalidBase(TrainingError):
    """A model that training cannot start from."""

    def __init__(self, path: Path, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(f"{path}: {message}")


class WouldOverwrite(TrainingError):
    """The directory for a model holds something else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is there and is not a model; give a directory that is not")


def refuse(directory: Path) -> None:
    """Check that a model may be written to a directory: it is a model, or not there.

    Raises:
        WouldOverwrite: it holds something else.
    """
    if directory.exists() and not (directory / store.MANIFEST).exists():
        raise WouldOverwrite(directory)


def require(directory: Path) -> None:
    """Check that a directory has weights in safetensors.

    Raises:
        InvalidBase: it has none.
    """
    if not (directory / _WEIGHTS).is_file():
        raise InvalidBase(directory, f"no {_WEIGHTS}; `haiyi models fetch` writes one")


def load_base(directory: Path) -> Any:
    """Return the ``MarianMTModel`` of a directory, in float32, to go on training.

    Raises:
        InvalidBase: not such a model, weights that are not safetensors, or embeddings not shared.
    """
    import torch
    from transformers import MarianMTModel
    from transformers.utils.logging import disable_progress_bar

    require(directory)
    disable_progress_bar()
    model = MarianMTModel.from_pretrained(directory, dtype=torch.float32, use_safetensors=True)
    if not model.config.share_encoder_decoder_embeddings:
        raise InvalidBase(directory, "two embeddings; give a model whose two sides share one")
    return model


def export(model: Any, vocabulary: Vocabulary, directory: Path, **facts: object) -> None:
    """Write weights in float16, tokenizer, and a manifest that tells ``facts``.

    The directory appears only once it is whole, in the place of a model that was there before.

    Raises:
        WouldOverwrite: it holds something else.
    """
    from transformers.utils.logging import disable_progress_bar

    refuse(directory)
    partial = directory.with_name(directory.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    disable_progress_bar()
    model.half().save_pretrained(partial)
    (partial / _WEIGHTS).chmod(0o644)  # safetensors lets only its owner read
    for name in FILES:
        if (vocabulary.directory / name).exists():
            shutil.copyfile(vocabulary.directory / name, partial / name)
    store.seal(partial, **facts)
    shutil.rmtree(directory, ignore_errors=True)
    partial.rename(directory)
