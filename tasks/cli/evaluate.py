"""``haiyi evaluate``: what a model, or the whole pipeline, is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def evaluate(
    file: Annotated[Path, typer.Argument(help="TSV or JSONL, also .gz.")],
    *,
    model: Annotated[
        list[str] | None, typer.Option(help="Catalog name or directory; give two to compare.")
    ] = None,
    pipeline: Annotated[bool, typer.Option(help="Score the whole pipeline.")] = False,
    columns: Annotated[
        str, typer.Option(help="Of a TSV: source, then references; 2,1 turns pairs round.")
    ] = "1,2",
    pair: Annotated[str, typer.Option(help="Source and target of a model directory.")] = "zh-en",
    raw: Annotated[bool, typer.Option(help="Feed models plain text, nothing masked.")] = False,
    decoding: Annotated[
        str, typer.Option(help="Of a model alone: greedy, beam4 or careful.")
    ] = "greedy",
    market: Annotated[str, typer.Option(help="Market of the pipeline.")] = "US",
    field: Annotated[
        Literal["title", "body"], typer.Option(help="Where the pipeline finds the text.")
    ] = "body",
    terms: Annotated[
        Path | None, typer.Option(help="Glossary TSV: source, target; default: the platform's.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Segments at most.")] = None,
    html: Annotated[Path | None, typer.Option(help="Page to write, with worst segments.")] = None,
    worst: Annotated[int, typer.Option(help="How many of them.")] = 50,
) -> None:
    """Score a model or the whole pipeline; two of them side by side."""
    from models.training import report, testset
    from models.training.compare import compare
    from models.training.evaluate import evaluate as score
    from tasks.cli import systems

    names = model or ([] if pipeline else ["starter-zh-en"])
    if len(names) + pipeline > 2:
        raise typer.BadParameter("compare two at most")
    segments = testset.read_segments(file, _numbers(columns), limit)
    if not segments:
        raise typer.BadParameter(f"{file} has no segments")
    chosen = [systems.of_model(n, pair=pair, decoding=decoding, raw=raw) for n in names]
    chosen += [systems.of_pipeline(market, field)] if pipeline else []
    target = systems.target_of(names, pair, market if pipeline else None)
    agreed = systems.agreed_terms(terms) if target == "en" else {}
    found = [score(each, segments, terms=agreed, target=target) for each in chosen]
    both = compare(found[0], found[1], target=target) if len(found) == 2 else None
    typer.echo(report.text(found, both))
    if html:
        html.write_text(report.html(found, both, worst=worst), "utf-8")


def _numbers(columns: str) -> list[int]:
    numbers = [int(part) for part in columns.split(",") if part.strip().isdecimal()]
    if len(numbers) < 2 or 0 in numbers:
        raise typer.BadParameter(f"--columns {columns}: give at least two numbers from 1, as 1,2")
    return numbers
