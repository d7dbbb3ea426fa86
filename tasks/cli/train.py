"""``haiyi train``: a model of one's own from pairs; ``haiyi evaluate`` is beside it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tasks.cli import evaluate as cli_evaluate

if TYPE_CHECKING:
    from models.training.plan import Plan
    from models.training.prepare import Prepared
    from models.training.recipe import Recipe
    from models.training.run import Places

app = typer.Typer(no_args_is_help=True)
app.command()(cli_evaluate.evaluate)

_INTERRUPTED = 130


@app.command()
def train(
    pairs: Annotated[
        list[str] | None,
        typer.Argument(help="TSV or JSONL, also .gz; FILE:6 counts each pair six times."),
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Directory for the model.")
    ] = None,
    dev: Annotated[Path | None, typer.Option(help="Pairs to look at; never learnt.")] = None,
    held_out: Annotated[
        list[Path] | None, typer.Option(help="Files whose source sentences are never learnt.")
    ] = None,
    vertical: Annotated[
        list[str] | None,
        typer.Option(help="FOLDER:count of a vertical, or of several, and pairs each generates."),
    ] = None,
    copies: Annotated[
        int, typer.Option(min=1, help="Of a vertical's hand-written pairs, with words exchanged.")
    ] = 1,
    terms: Annotated[
        Path | None, typer.Option(help="Glossary TSV: terms to mask; default: the platform's.")
    ] = None,
    base: Annotated[
        Path | None, typer.Option("--from", help="MarianMT directory to fine-tune.")
    ] = None,
    prefix: Annotated[str, typer.Option(help="Token before every source, for --from.")] = "",
    size: Annotated[str, typer.Option(help="tiny, light, small, base or large.")] = "small",
    mask_share: Annotated[float, typer.Option(help="Of the pairs that may be masked.")] = 0.75,
    lexicon: Annotated[
        list[Path] | None, typer.Option(help="TSV of words and glosses, to hide and to exchange.")
    ] = None,
    switch_share: Annotated[
        float, typer.Option(help="Of the pairs get a few words in the other language.")
    ] = 0.0,
    backwards: Annotated[bool, typer.Option(help="Learn the second column → the first.")] = False,
    both_ways: Annotated[
        bool, typer.Option(help="Learn each pair both ways; a token says which.")
    ] = False,
    coverage: Annotated[
        Path | None, typer.Option(help="List of words: only count them in the pairs.")
    ] = None,
    minutes: Annotated[float | None, typer.Option(help="Train so long, all runs counted.")] = None,
    steps: Annotated[int | None, typer.Option(help="Train so many steps.")] = None,
    batch_tokens: Annotated[int | None, typer.Option(help="Default: 4096; GPU: 32768.")] = None,
    rate: Annotated[float, typer.Option(help="Peak learning rate; fine-tuning: 1e-4.")] = 7e-4,
    warm_up: Annotated[int, typer.Option(help="Steps.")] = 1000,
    shape: Annotated[
        Literal["inverse-sqrt", "constant"], typer.Option(help="Of the rate, after warm-up.")
    ] = "inverse-sqrt",
    cool_down: Annotated[float, typer.Option(help="Share of the training, at its end.")] = 0.25,
    smoothing: Annotated[float, typer.Option(help="Of the labels.")] = 0.1,
    patience: Annotated[int, typer.Option(help="Looks without a gain; 0: endless.")] = 10,
    look_every: Annotated[int, typer.Option(help="Steps between looks at the dev set.")] = 500,
    threads: Annotated[int, typer.Option(help="CPU cores.")] = 1,
    seed: Annotated[int, typer.Option(help="Decides data and batches.")] = 1,
    run: Annotated[Path | None, typer.Option(help="Folder to resume; default: OUT.run.")] = None,
    fresh: Annotated[bool, typer.Option(help="Empty that folder first.")] = False,
) -> None:
    """Train a MarianMT model on pairs, or fine-tune one; the same command resumes it."""
    from models.training.corpus import Portion
    from models.training.coverage import count_words
    from models.training.plan import Plan
    from models.training.recipe import Recipe
    from models.training.run import Places, start
    from models.training.schedule import Schedule
    from tasks.cli.systems import agreed_terms

    portions = tuple(map(Portion.parse, pairs or ()))
    verticals = tuple(each for text in vertical or () for each in _counted(text))
    if coverage:
        typer.echo(count_words(coverage, portions, verticals))
        return
    if out is None or (minutes is None and steps is None):
        raise typer.BadParameter("give --out, and --minutes or --steps")
    if backwards and both_ways:
        raise typer.BadParameter("--backwards or --both-ways, not both")
    plan = Plan(
        portions=portions,
        verticals=verticals,
        copies=copies,
        dev=dev,
        held_out=tuple(held_out or ()),
        terms=agreed_terms(terms),
        size=size,
        base=base,
        prefix=prefix,
        mask_share=mask_share,
        lexicon=tuple(lexicon or ()),
        switch_share=switch_share,
        direction="both" if both_ways else "backwards" if backwards else "forwards",
        seed=seed,
    )
    recipe = Recipe(
        Schedule(rate, warm_up, shape, cool_down),
        steps=steps,
        minutes=minutes,
        batch_tokens=batch_tokens or _batch_tokens(),
        smoothing=smoothing,
        patience=patience,
        look_every=look_every,
        threads=threads,
        seed=seed,
    )
    places = Places(out, run or out.with_name(out.name + ".run"))
    prepared = start(plan, places, fresh=fresh)
    _tell(prepared, plan)
    raise typer.Exit(_train(prepared, recipe, places))


def _train(prepared: Prepared, recipe: Recipe, places: Places) -> int:
    from models.training.run import train as teach

    stop = _stop_on_signal()
    if teach(prepared, recipe, places, report=_line, stop=stop):
        typer.echo(f"{places.out}: the model; {places.curve}: its curve", err=True)
        return 0
    typer.echo(f"stopped; the same command goes on from {places.run}", err=True)
    return _INTERRUPTED


def _line(progress: object) -> None:
    typer.echo(f"{progress}", err=True)


def _tell(prepared: Prepared, plan: Plan) -> None:
    for count in prepared.counts:
        held = f", {count.held_out} held out" if count.held_out else ""
        typer.echo(f"{count.name}: {count.read} pairs{held}, {count.taken} taken", err=True)
    if prepared.lacking:
        typer.echo(
            f"{plan.base} does not know {' '.join(prepared.lacking)}: nothing is masked, and the "
            "model will copy placeholders no better than before",
            err=True,
        )
    elif prepared.counts:
        typer.echo(f"{len(prepared.train)} pairs, {prepared.masked} of them masked", err=True)


def _stop_on_signal() -> Callable[[], bool]:
    """Return what tells whether Ctrl-C or a TERM signal asked for the end; a second one is one."""
    asked = threading.Event()

    def ask(number: int, frame: object) -> None:
        asked.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return asked.is_set


def _batch_tokens() -> int:
    import torch

    return 32_768 if torch.cuda.is_available() else 4096


def _counted(text: str) -> list[tuple[Path, int]]:
    from models.training.grammar import Vertical

    folder, _, count = text.rpartition(":")
    found = Vertical.folders(Path(folder)) if folder else []
    if not found or not count.isdecimal():
        raise typer.BadParameter(f"--vertical {text}: give FOLDER:count, with a hand.tsv in it")
    return [(each, int(count)) for each in found]
