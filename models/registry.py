"""Find the translator of a language pair, load it on first use, and keep the recent ones."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models import store
from models.base import Pair, Translator
from models.catalog import Catalog, Entry
from models.convert import DEFAULT, convert
from models.errors import ModelCorrupt, ModelMissing
from models.hardware import ONE_CORE, Hardware


@dataclass(frozen=True, slots=True)
class Options:
    """How models run.

    Attributes:
        engine: ``ctranslate2``, or ``marian`` for the slow reference.
        quantization: of the conversion: ``int8``, ``float32`` ...
        keep: models in memory at once; the one unused for longest goes first.
    """

    engine: Literal["ctranslate2", "marian"] = "ctranslate2"
    quantization: str = DEFAULT
    hardware: Hardware = ONE_CORE
    keep: int = 4


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One line of ``haiyi models list``.

    Attributes:
        on_disk: it can be used, if need be after a conversion.
        intact: every file has the sha256 it should have; False where it is not on the disk.
        size: bytes on this disk, conversions included.
    """

    entry: Entry
    on_disk: bool
    intact: bool
    size: int


class CatalogRegistry:
    """The models of a catalog that are on this disk; safe to share among threads."""

    def __init__(
        self,
        catalog: Catalog,
        home: Path,
        *,
        prefer: str | None = None,
        options: Options = DEFAULTS,
    ) -> None:
        """Build an empty registry over ``home``, the directory of fetched and converted models.

        Args:
            catalog: rows, best first within a pair.
            home: created when something is written to it.
            prefer: name of a model that serves its pair, whatever the order of the catalog.
            options: how models run.

        Raises:
            UnknownModel: the catalog has no model named ``prefer``.
        """
        self._catalog, self._home, self._options = catalog, home, options
        self._preferred = catalog.entry(prefer) if prefer else None
        self._loaded: OrderedDict[Pair, Translator] = OrderedDict()
        self._lock = threading.Lock()
        self._loading: dict[Pair, threading.Lock] = {}
        self._light = {entry.pair for entry in catalog if entry.backend == "opencc"}

    def pairs(self) -> frozenset[Pair]:
        """Return the pairs that a model on this disk serves."""
        return frozenset(entry.pair for entry in self._catalog if self._on_disk(entry))

    def translator(self, pair: Pair) -> Translator:
        """Return the translator of a pair, loading and if need be converting it on first use.

        Raises:
            NoModel: the catalog has none for the pair.
            ModelMissing: it has, but none is on this disk.
            ModelCorrupt: the bytes are not the right ones, or the self-test failed.
        """
        if found := self._recall(pair):
            return found
        with self._lock:
            loading = self._loading.setdefault(pair, threading.Lock())
        with loading:
            return self._recall(pair) or self._remember(self._load(self.choose(pair)))

    def choose(self, pair: Pair) -> Entry:
        """Return the row that serves a pair on this disk.

        Raises:
            NoModel: the catalog has none for the pair.
            ModelMissing: it has, but none is on this disk.
        """
        entries = self._catalog.serving(pair)
        if self._preferred and self._preferred.pair == pair:
            entries = (self._preferred,)
        for entry in entries:
            if self._on_disk(entry):
                return entry
        raise ModelMissing(entries[0].name, store.source_dir(entries[0], self._home))

    def status(self) -> list[ModelStatus]:
        """Return the state of every model of the catalog; this hashes what is on the disk."""
        return [self._status(entry) for entry in self._catalog]

    def _status(self, entry: Entry) -> ModelStatus:
        on_disk = self._on_disk(entry)
        places = (store.source_dir(entry, self._home), self._home / "converted" / entry.name)
        files = (file for place in places for file in place.rglob("*") if file.is_file())
        size = sum(file.stat().st_size for file in files) if on_disk else 0
        return ModelStatus(entry, on_disk, on_disk and not store.verify(entry, self._home), size)

    def _on_disk(self, entry: Entry) -> bool:
        if entry.backend == "opencc":
            return True
        return (store.source_dir(entry, self._home) / store.MANIFEST).is_file()

    def _recall(self, pair: Pair) -> Translator | None:
        with self._lock:
            if pair in self._loaded:
                self._loaded.move_to_end(pair)
            return self._loaded.get(pair)

    def _remember(self, translator: Translator) -> Translator:
        with self._lock:
            self._loaded[translator.pair] = translator
            heavy = [pair for pair in self._loaded if pair not in self._light]
            if len(heavy) > self._options.keep:
                del self._loaded[heavy[0]]
        return translator

    def _load(self, entry: Entry) -> Translator:
        if entry.backend == "opencc":
            from models.backends.opencc import OpenCCTranslator

            return OpenCCTranslator(entry.pair)
        return self._reference(entry) if self._options.engine == "marian" else self._engine(entry)

    def _reference(self, entry: Entry) -> Translator:
        from models.backends.marian import MarianTranslator

        for problem in store.check_source(entry, self._home):
            raise problem
        directory = store.source_dir(entry, self._home)
        revision = f"{entry.name}@{store.read_manifest(entry.name, directory).digest[:12]}+marian"
        return MarianTranslator(
            directory,
            entry.pair,
            revision=revision,
            prefix=entry.prefix,
            threads=self._options.hardware.intra,
        )

    def _engine(self, entry: Entry) -> Translator:
        from models.backends.ctranslate2 import CTranslate2Translator

        directory = convert(entry, self._home, quantization=self._options.quantization)
        for problem in store.check(entry.name, directory):
            raise problem
        hardware = self._options.hardware
        has_gpu = hardware.has_gpu()
        revision = f"{entry.name}@{directory.name}" + ("+float16" if has_gpu else "")
        translator = CTranslate2Translator(
            directory,
            entry.pair,
            revision=revision,
            hardware=hardware,
            calibration=store.calibrated(entry, self._home),
        )
        golden = store.read_manifest(entry.name, directory).facts.get("golden")
        if golden and not has_gpu and translator.translate([golden["input"]]) != [golden["output"]]:
            raise ModelCorrupt(
                entry.name,
                directory,
                "the self-test gave another output; was it converted on another processor?",
            )
        return translator
