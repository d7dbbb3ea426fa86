"""Bring a model from its hub to this disk: the pinned revision, and only the files listed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from models import store
from models.catalog import Entry
from models.errors import ModelCorrupt, ModelError

Progress = Callable[[str, int, int], None]
"""Called with a file about to be fetched, how many are done, and how many there are."""

_PICKLE = "pytorch_model.bin"


class FetchFailed(ModelError):
    """The hub cannot be reached, or does not have the file."""

    def __init__(self, name: str, source: str, reason: str) -> None:
        self.name, self.source, self.reason = name, source, reason
        super().__init__(
            f"model {name!r} could not be fetched from {source}: {reason}; "
            f"check the network and run `haiyi models fetch {name}` again"
        )


def fetch(
    entry: Entry,
    home: Path,
    *,
    progress: Progress = lambda file, done, total: None,
    force: bool = False,
    endpoint: str | None = None,
) -> Path:
    """Fetch a model, check every sum the catalog knows, and return its directory.

    Weights that the hub has only as a pickle are checked, read with ``weights_only`` and kept as
    safetensors.

    Raises:
        FetchFailed: no network, no such file, or a packaged model.
        ModelCorrupt: what came is not what the catalog names.
    """
    target = store.source_dir(entry, home)
    if not entry.repository:
        raise FetchFailed(entry.name, "the catalog", "it has no repository")
    with store.locked(target.with_name(f"{entry.name}.lock")):
        if force or not (target / store.MANIFEST).exists():
            partial = target.with_name(f"{entry.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            _download(entry, partial, progress, endpoint)
            _seal(entry, partial)
            shutil.rmtree(target, ignore_errors=True)
            partial.rename(target)
    return target


def _download(entry: Entry, into: Path, progress: Progress, endpoint: str | None) -> None:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    _reach(entry, endpoint)
    for done, file in enumerate(entry.files):
        progress(file, done, len(entry.files))
        try:
            hf_hub_download(
                entry.repository,
                file,
                revision=entry.revision,
                local_dir=into,
                endpoint=endpoint,
                token=False,
            )
        except (OSError, ValueError) as error:
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise FetchFailed(entry.name, entry.repository, reason) from error
    shutil.rmtree(into / ".cache", ignore_errors=True)


def _reach(entry: Entry, endpoint: str | None) -> None:
    """Find out now that there is no network; the hub's client would try for half a minute."""
    import httpx
    from huggingface_hub.constants import ENDPOINT

    try:
        httpx.head(endpoint or ENDPOINT, timeout=10)
    except httpx.TransportError as error:
        raise FetchFailed(entry.name, entry.repository, f"no network ({error})") from error


def _seal(entry: Entry, directory: Path) -> None:
    fetched = {file: store.sha256(directory / file) for file in entry.files}
    for file, expected in entry.files.items():
        if expected and fetched[file] != expected:
            reason = f"sha256 is {fetched[file]}, the catalog says {expected}; it is not installed"
            raise ModelCorrupt(entry.name, directory / file, reason)
    if _PICKLE in entry.files:
        _to_safetensors(directory)
    store.seal(directory, repository=entry.repository, revision=entry.revision, fetched=fetched)


def _to_safetensors(directory: Path) -> None:
    from transformers import MarianMTModel

    MarianMTModel.from_pretrained(directory, weights_only=True).save_pretrained(directory)
    os.remove(directory / _PICKLE)
