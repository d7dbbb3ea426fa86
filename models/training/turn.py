"""Make, of a model for one direction, what a training for the other or for both begins with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from models.training.export import require
from models.training.pieces import narrow, pieces, widen
from models.training.vocabulary import END, PAD, TAGS, UNKNOWN

_BLOCKED = -1e4  # within the range of float16
_COPIED = ("config.json", "generation_config.json", "tokenizer_config.json")


def turn(base: Path, directory: Path) -> None:
    """Write a MarianMT directory whose source is the base's target, and the other way round.

    Weights and pieces stay; the pieces of the new target come first in the table, and only they
    may be produced. The new source reads words of both languages.

    Args:
        base: a directory with one vocabulary for both sides.
        directory: made if missing.

    Raises:
        InvalidBase: its weights are not safetensors.
    """
    _copy(base, directory)
    shutil.copyfile(base / "target.spm", directory / "source.spm")
    shutil.copyfile(base / "source.spm", directory / "target.spm")
    widen(directory / "source.spm", directory / "target.spm")
    narrow(directory / "target.spm", base / "target.spm")
    old = _ids(base)
    ours = [END, UNKNOWN, *(p for p in pieces(directory / "target.spm") if p in old)]
    names = list(dict.fromkeys([*ours, *(p for p in old if p != PAD), PAD]))
    _write(base, directory, names, producible=len(set(ours)))


def join(base: Path, directory: Path) -> None:
    """Write a MarianMT directory that reads and writes both languages, after a token for either.

    Args:
        base: a directory with one vocabulary for both sides.
        directory: made if missing.

    Raises:
        InvalidBase: its weights are not safetensors.
    """
    _copy(base, directory)
    shutil.copyfile(base / "source.spm", directory / "source.spm")
    widen(directory / "source.spm", base / "target.spm")
    shutil.copyfile(directory / "source.spm", directory / "target.spm")
    config = json.loads((base / "config.json").read_text("utf-8"))
    names = [*(p for p in _ids(base) if p != PAD), *TAGS, PAD]
    size, pad = len(names), len(names) - 1
    config |= {"vocab_size": size, "decoder_vocab_size": size}
    config |= {"pad_token_id": pad, "decoder_start_token_id": pad}
    (directory / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    _write(base, directory, names, producible=size)


def _write(base: Path, directory: Path, names: list[str], *, producible: int) -> None:
    """Write the weights of a base for pieces in another order; new pieces get rows of zeros."""
    import numpy as np
    from safetensors.numpy import load_file, save_file

    require(base)
    old, weights = _ids(base), load_file(base / "model.safetensors")
    table = weights["model.shared.weight"]
    known = [i for i, name in enumerate(names) if name in old]
    moved = np.zeros((len(names), table.shape[1]), table.dtype)
    moved[known] = table[[old[names[i]] for i in known]]
    bias = np.full((1, len(names)), _BLOCKED, weights["final_logits_bias"].dtype)
    bias[:, :producible] = 0
    weights |= {"model.shared.weight": moved, "final_logits_bias": bias}
    save_file(weights, directory / "model.safetensors", {"format": "pt"})
    ids = {name: i for i, name in enumerate(names)}
    (directory / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), "utf-8")


def _ids(base: Path) -> dict[str, int]:
    ids: dict[str, int] = json.loads((base / "vocab.json").read_text("utf-8"))
    return ids


def _copy(base: Path, directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        if (base / name).exists():
            shutil.copyfile(base / name, directory / name)
