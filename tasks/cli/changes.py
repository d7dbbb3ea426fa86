"""``haiyi models compare``: what another model would change, before it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.changes import Change, Comparison, Side
    from pipeline.document import Document, Translation
    from pipeline.run import Pipeline
    from tasks.settings import Settings

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#888;--bad:#c0392b}
body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1.25rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}th{text-align:left;color:var(--soft)}
th,td{padding:.375rem .625rem;border-bottom:1px solid var(--line);vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums}small{display:block;color:var(--soft)}
.bad{color:var(--bad)}td{overflow-wrap:anywhere}
"""
_CHUNK = 32  # documents translated together


def compare(
    old: Annotated[str, typer.Argument(help="Catalog name or directory of a model.")],
    new: Annotated[str, typer.Argument(help="The one that would take its place.")],
    sample: Annotated[
        Path | None, typer.Argument(help="Listings (JSONL, CSV, Parquet), or texts in a TSV.")
    ] = None,
    *,
    from_store: Annotated[
        bool, typer.Option("--from-store", help="What was published, the newest first.")
    ] = False,
    market: Annotated[str, typer.Option(help="Market to translate for.")] = "US",
    limit: Annotated[int, typer.Option(help="Documents at most.", min=1)] = 500,
    margin: Annotated[
        float, typer.Option(help="The mean score, or the share that is ok, may fall so much.")
    ] = 0.01,
    html: Annotated[Path | None, typer.Option(help="Page to write, the worst first.")] = None,
) -> None:
    """Tell what a new model changes; exit code 1 where it is worse than the old one."""
    from pipeline.changes import compare as weigh
    from tasks.settings import Settings

    if (sample is None) == (not from_store):
        raise typer.BadParameter("give a SAMPLE, or --from-store")
    settings = Settings()
    found = _stored(settings) if sample is None else _read(sample)
    documents = [replace(d, id=str(i), version=0) for i, d in enumerate(islice(found, limit))]
    if not documents:
        raise typer.BadParameter("there is nothing to translate")
    before, after = (_translated(_walk(name, settings), documents, market) for name in (old, new))
    comparison = weigh(documents, before, after)
    typer.echo(text(comparison, old, new))
    for side in comparison.uncalibrated:
        name = {"old": old, "new": new}[side]
        typer.echo(f"{name} has no scores; run `haiyi calibrate` for it first", err=True)
    if html:
        html.write_text(page(comparison, old, new), "utf-8")
    raise typer.Exit(int(comparison.is_worse(margin)))


def _read(path: Path) -> Iterator[Document]:
    from pipeline.document import Document
    from tasks.intake import rows

    if path.suffix in (".tsv", ".txt"):
        for line in path.read_text("utf-8").splitlines():
            if source := line.partition("\t")[0].strip():
                yield Document("", body=source)
        return
    for row in rows.read_path(path, ()):
        if isinstance(row, Exception):
            typer.echo(f"{path}: {row}", err=True)
        else:
            yield row


def _stored(settings: Settings) -> Iterator[Document]:
    import json

    from sqlalchemy import select

    from tasks.intake import document as intake
    from tasks.ledger.database import engine
    from tasks.ledger.schema import TranslationRow

    query = select(TranslationRow.source).order_by(TranslationRow.created.desc()).distinct()
    with engine(settings.database).connect() as db:
        for source in db.scalars(query):
            yield intake.restore(json.loads(source), ())


def _walk(name: str, settings: Settings) -> Pipeline:
    """Return the pipeline of a model, without a cache and without what people decided."""
    from models import catalog
    from models.base import DECODINGS, Pair
    from models.catalog import Catalog, Entry
    from models.registry import CatalogRegistry
    from pipeline.cache import SegmentCache
    from pipeline.glossary import PLATFORM, Glossary
    from pipeline.markets import load_markets
    from pipeline.run import Pipeline
    from tasks import runtime

    known, here = catalog.load(), runtime.build(settings)
    if Path(name).is_dir():
        entry = Entry(Path(name).name, Pair("zh", "en"), "", path=Path(name))
        rest = tuple(each for each in known if each.name != entry.name)
        known = Catalog((entry, *rest))
    preferred = known.entry(Path(name).name).name
    return Pipeline(
        detector=here.detector,
        registry=CatalogRegistry(known, settings.home / "models", prefer=preferred),
        markets=load_markets(settings.markets),
        glossary=Glossary.load(settings.glossary or PLATFORM),
        cache=SegmentCache(None),
        decoding=DECODINGS[settings.decoding],
    )


def _translated(walk: Pipeline, documents: Sequence[Document], market: str) -> list[Translation]:
    done: list[Translation] = []
    for at in range(0, len(documents), _CHUNK):
        done += walk(documents[at : at + _CHUNK], [market])
    return done


def rows(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return what is known of both models: a name, and a value for each."""
    (ok_old, ok_new), (gained, lost) = comparison.ok, comparison.issues
    told = [("may go out unread", f"{ok_old:.1%}", f"{ok_new:.1%}")]
    if comparison.scores:
        told.append(("mean score", *(f"{score:.3f}" for score in comparison.scores)))  # type: ignore[arg-type]
    codes = sorted({*gained, *lost}, key=lambda code: -(gained[code] + lost[code]))
    return told + [(f"issue {code}", f"−{lost[code]}", f"+{gained[code]}") for code in codes]


def text(comparison: Comparison, old: str, new: str) -> str:
    """Return the comparison as lines."""
    table = [("", old, new), *rows(comparison)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in table)
    head = f"{len(comparison.changes)} fields, {comparison.others:.1%} come out otherwise"
    return "\n".join([head, *(line.rstrip() for line in lines)])


def page(comparison: Comparison, old: str, new: str, worst: int = 200) -> str:
    """Return the comparison as a page that needs nothing else."""
    title = f"{old} → {new}"
    head = _table(("", old, new), (map(escape, row) for row in rows(comparison)))
    cells = (_cells(change) for change in comparison.worst(worst))
    side = _table(("loss", "source", old, new), cells)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<h1>{escape(title)}</h1><p>{len(comparison.changes)} fields, "
        f"{comparison.others:.1%} come out otherwise</p>{head}"
        f"<h2>The worst first</h2>{side}</html>\n"
    )


def _cells(change: Change) -> Iterable[str]:
    place = f"<small>{escape(change.market)} · {escape(change.path)}</small>"
    yield f"{change.loss:+.2f}"
    yield escape(change.source) + place
    yield from (_side(side) for side in (change.old, change.new))


def _side(side: Side) -> str:
    score = "" if side.score is None else f"{side.score:.2f} "
    codes = f'<span class="bad">{escape(", ".join(side.issues))}</span>'
    return f"{escape(side.text)}<small>{score}{side.status} {codes}</small>"


def _table(head: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table>"
