"""Where models lie on a disk, and whether they are the bytes they should be.

::

    home/sources/<name>/                   as fetched, weights as safetensors
    home/converted/<name>/<key>-<format>/  what the engine runs

A directory counts as a model only with a ``manifest.json``, which is written last.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models import calibration
from models.catalog import Entry
from models.errors import ModelCorrupt, ModelError, ModelMissing

MANIFEST = "manifest.json"
RECIPE = 2  # raise it when the conversion makes other bytes of the same ones


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a directory holds.

    Attributes:
        files: file → sha256, in lower-case hexadecimal.
        facts: whatever else its writer wants to tell.
    """

    files: Mapping[str, str]
    facts: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """One sha256 for all the files that make the model what it is; its calibration does not."""
        files = sorted(item for item in self.files.items() if item[0] != calibration.FILE)
        lines = "".join(f"{sha}  {name}\n" for name, sha in files)
        return hashlib.sha256(lines.encode()).hexdigest()


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(directory: Path, **facts: object) -> Manifest:
    """Write the manifest of a finished directory: every file in it, and ``facts``."""
    files = {p.name: sha256(p) for p in sorted(directory.iterdir()) if p.name != MANIFEST}
    text = json.dumps({**facts, "files": files}, ensure_ascii=False, indent=2)
    (directory / MANIFEST).write_text(text + "\n", "utf-8")
    return Manifest(files, facts)


def read_manifest(name: str, directory: Path) -> Manifest:
    """Return what a directory says it holds.

    Raises:
        ModelMissing: no manifest there.
        ModelCorrupt: not a manifest.
    """
    path = directory / MANIFEST
    try:
        facts = json.loads(path.read_bytes())
        files = dict(facts.pop("files"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelMissing(name, directory) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelCorrupt(name, path, f"not a manifest ({error!r})") from error
    return Manifest(files, facts)


def check(name: str, directory: Path, advice: str = "") -> list[ModelError]:
    """Return what is wrong with a directory: every file is hashed against the manifest."""
    try:
        manifest = read_manifest(name, directory)
    except ModelError as error:
        return [error]
    problems: list[ModelError] = []
    for file, expected in manifest.files.items():
        path = directory / file
        if not path.is_file():
            problems.append(ModelCorrupt(name, path, f"file is missing{advice}"))
        elif (actual := sha256(path)) != expected:
            reason = f"sha256 is {actual[:12]}…, not {expected[:12]}…{advice}"
            problems.append(ModelCorrupt(name, path, reason))
    return problems


def calibrated(entry: Entry, home: Path) -> calibration.Calibration | None:
    """Return the calibration beside a model's original files, or None.

    Raises:
        ModelCorrupt: it is not the file that was sealed.
    """
    directory = source_dir(entry, home)
    expected = read_manifest(entry.name, directory).files.get(calibration.FILE)
    if expected is None:
        return None
    path = directory / calibration.FILE
    if not path.is_file() or sha256(path) != expected:
        raise ModelCorrupt(entry.name, path, "not the calibration that was sealed")
    return calibration.read(entry.name, directory)


def calibrate(entry: Entry, home: Path, found: calibration.Calibration) -> Path:
    """Put a calibration beside a model and into its seal; nothing else is sealed anew.

    Raises:
        ModelMissing: the model is not on this disk.
    """
    directory = source_dir(entry, home)
    manifest = read_manifest(entry.name, directory)
    path = directory / calibration.FILE
    path.write_text(found.to_json(), "utf-8")
    files = dict(sorted({**manifest.files, calibration.FILE: sha256(path)}.items()))
    text = json.dumps({**manifest.facts, "files": files}, ensure_ascii=False, indent=2)
    (directory / MANIFEST).write_text(text + "\n", "utf-8")
    return path


def source_dir(entry: Entry, home: Path) -> Path:
    """Return where the original files of a model are, or will be."""
    return entry.path or home / "sources" / entry.name


def converted_dir(entry: Entry, home: Path, quantization: str) -> Path:
    """Return where the conversion of the files now in ``source_dir`` is, or will be.

    Raises:
        ModelMissing: there are no such files.
        ModelCorrupt: their manifest cannot be read.
    """
    digest = read_manifest(entry.name, source_dir(entry, home)).digest
    inputs = f"{digest} {entry.prefix} {RECIPE} {version('ctranslate2')}"
    key = hashlib.sha256(inputs.encode()).hexdigest()[:16]
    return home / "converted" / entry.name / f"{key}-{quantization}"


def check_source(entry: Entry, home: Path) -> list[ModelError]:
    """Return what is wrong with the original files of a model."""
    fetch = f"`haiyi models fetch {entry.name} --force`"
    remedy = fetch if entry.repository else "reinstall haiyi"
    return check(entry.name, source_dir(entry, home), f"; first {remedy}")


def verify(entry: Entry, home: Path) -> list[ModelError]:
    """Return all that is wrong with a model on this disk: its files, then its conversions."""
    if entry.backend == "opencc":
        return []
    problems = check_source(entry, home)
    if not problems:
        current = converted_dir(entry, home, "*")
        for manifest in sorted(current.parent.glob(f"{current.name}/{MANIFEST}")):
            problems += check(entry.name, manifest.parent)
    return problems


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock among the processes of this machine; it dies with its holder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
