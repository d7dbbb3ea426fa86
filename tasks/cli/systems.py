"""What ``haiyi evaluate`` can score: a model behind the pipeline's mask, or the whole pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typer

from models import catalog, store
from models.base import DECODINGS, Decoding, Pair, Translator
from models.catalog import Catalog, Entry
from models.placeholder import COUNT, PATTERN
from models.registry import CatalogRegistry
from models.training.evaluate import Concealed, System, plain_check
from models.training.vocabulary import FILES
from pipeline import figures, language, protect
from pipeline.check import check
from pipeline.document import Document
from pipeline.glossary import PLATFORM, Glossary
from pipeline.markets import market
from pipeline.mask import mask
from pipeline.protection.span import Span
from pipeline.restore import show
from pipeline.segment import split
from tasks.settings import Settings

_FILES = (*FILES, "config.json", "generation_config.json", "model.safetensors")


def agreed_terms(path: Path | None) -> dict[str, str]:
    """Return source → target of a glossary, by default the platform's.

    Raises:
        InvalidGlossary: a line that cannot be used.
    """
    entries = Glossary.load(path or PLATFORM).entries
    return {
        entry.source: entry.target
        for entry in entries
        if entry.kind != "forbidden" and entry.language == "en" and len(entry.source) > 1
    }


def of_model(name: str, *, pair: str, decoding: str, raw: bool) -> System:
    """Return a model of the catalog or of a directory as a system to score.

    Unless ``raw``, it gets its sources masked as the pipeline masks them, and its outputs are
    looked at as in the check room; there is no second try.

    Raises:
        ModelError: no such model, or it is missing or corrupt.
    """
    if decoding not in DECODINGS:
        raise typer.BadParameter(f"--decoding {decoding}: give one of {', '.join(DECODINGS)}")
    translator = _translator(name, pair)
    source, target = translator.pair.source, translator.pair.target

    def inspect(seen: str, rendered: str) -> list[str]:
        return [issue.code for issue in check(seen, rendered, source, target)]

    return System(
        name=Path(name).name,
        translate=lambda texts: _translate(texts, translator, DECODINGS[decoding]),
        conceal=Concealed if raw else lambda text: _conceal(text, source, target),
        inspect=plain_check if raw else inspect,
    )


def target_of(names: Sequence[str], pair: str, chosen: str | None) -> str:
    """Return the language that is written: of the models named, or else of a market's pipeline."""
    if not names:
        return market(chosen or "US").target
    return pair.partition("-")[2] if Path(names[0]).is_dir() else _entry(names[0]).pair.target


def _entry(name: str) -> Entry:
    return catalog.load().entry(name)


def _translate(texts: Sequence[str], translator: Translator, decoding: Decoding) -> list[str]:
    """Translate every text; one longer than the model takes goes sentence by sentence."""
    counts = translator.count_tokens(texts)
    parts = [
        [text] if count <= translator.max_tokens else _sentences(text)
        for text, count in zip(texts, counts, strict=True)
    ]
    every = [part for each in parts for part in each]
    done = iter(translator.translate(every, decoding))
    return [" ".join(next(done) for _ in each) for each in parts]


def _sentences(text: str) -> list[str]:
    spans = [Span(*m.span(), "code", m[0]) for m in PATTERN.finditer(text)]
    return [piece.text for piece in split(text, spans) if piece.text.strip()]


def of_pipeline(market: str, field: Literal["title", "body"]) -> System:
    """Return the whole pipeline for one market as a system to score, without a cache.

    Its flags are the issues that the pipeline itself tells.
    """
    from tasks.runtime import build

    here = build(Settings().model_copy(update={"redis_url": None, "cache_url": None}))
    here.warm_up()
    told: dict[str, list[str]] = {}

    def translate(texts: Sequence[str]) -> list[str]:
        documents = [_document(text, field) for text in texts]
        results = here.pipeline(documents, [market])
        for text, result in zip(texts, results, strict=True):
            told[text] = [issue.code for issue in result.fields[field].issues]
        return [getattr(result.document, field) for result in results]

    return System("pipeline", translate, inspect=lambda seen, rendered: told[seen])


def _document(text: str, field: Literal["title", "body"]) -> Document:
    return Document("", title=text) if field == "title" else Document("", body=text)


def _conceal(text: str, source: str, target: str) -> Concealed:
    """Hide what the pipeline hides, the glossary's terms aside.

    Figures come out as in the US, or in Chinese as in Hong Kong.
    """
    known = [
        Span(found.start, found.end, "figure", text[found.start : found.end], found.figure)
        for found in figures.find(text, language.base(source))
    ]
    masked = mask(text, protect.find(text, known, language.base(source))[:COUNT])
    reader = market("HK" if language.base(target) == "zh" else "US")
    values = [show(span, reader) for span in masked.slots]

    def reveal(output: str) -> str:
        return PATTERN.sub(lambda m: "".join(values[int(m[1]) : int(m[1]) + 1]), output)

    return Concealed(masked.text, reveal)


def _translator(name: str, pair: str) -> Translator:
    if not Path(name).is_dir():
        models = Settings().home / "models"
        registry = CatalogRegistry(catalog.load(), models, prefer=name)
        return registry.translator(_entry(name).pair)
    source, _, target = pair.partition("-")
    with TemporaryDirectory() as home, TemporaryDirectory() as sealed:
        for file in (Path(name) / each for each in _FILES):
            if file.exists():
                (Path(sealed) / file.name).symlink_to(file.resolve())
        store.seal(Path(sealed))
        entry = Entry(Path(name).name, Pair(source, target), "", path=Path(sealed))
        return CatalogRegistry(Catalog((entry,)), Path(home)).translator(entry.pair)
