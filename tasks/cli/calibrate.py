"""``haiyi calibrate``: fit the score on judged pairs, and keep the weights beside the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.calibration import Fit
    from models.training.calibrate import Measured
    from pipeline.judged import Judged
    from pipeline.score import Features, Scorer

# Of AUC, on pairs left out. What adds less is not worth a second model in memory.
_WORTH = 0.005
_LIMITS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)


def calibrate(
    judged: Annotated[Path, typer.Argument(help="TSV: source, output, label (2, 1 or 0).")],
    *,
    market: Annotated[str, typer.Option(help="For which the outputs were made.")] = "US",
    check: Annotated[
        bool, typer.Option("--check", help="Measure the weights there are; change nothing.")
    ] = False,
    curve: Annotated[Path | None, typer.Option(help="PNG; default: beside JUDGED.")] = None,
) -> None:
    """Fit the score of a market's model on judged pairs; print what it is worth on unseen ones."""
    from pipeline import judged as pairs
    from pipeline.glossary import PLATFORM, Glossary
    from pipeline.markets import market as named
    from tasks import runtime
    from tasks.settings import Settings

    settings = Settings()
    rows = pairs.read(judged.read_text("utf-8"))
    here = runtime.build(settings)
    glossary = Glossary.load(settings.glossary or PLATFORM)
    scorer, found = pairs.features(rows, named(market), here.registry, glossary)
    if check:
        measured = _check(scorer, found, [row.label for row in rows])
    else:
        wrong = pairs.strangers(rows)
        _, far = pairs.features(wrong, named(market), here.registry, glossary)
        measured = _fit(scorer, (found, far), rows, settings.home / "models")
    typer.echo(table(measured))
    picture = curve or judged.with_suffix(".png")
    _draw(measured, picture)
    typer.echo(f"curve: {picture}")


def _fit(
    scorer: Scorer,
    found: tuple[Sequence[Features], Sequence[Features]],
    rows: Sequence[Judged],
    home: Path,
) -> Measured:
    """Fit with and without what the reverse model says, and store what is worth its time.

    Returns what the weights that will be used are worth.
    """
    from models import catalog, store
    from models.calibration import Calibration

    fits = _fits(scorer, found, rows)
    kept = worth(fits)
    entry = catalog.load().entry(scorer.judge.revision.partition("@")[0])
    for each, measured in fits:
        read_back = f"read back by {each.reverse}" if each.reverse else "not read back"
        typer.echo(f"{entry.name}, {read_back}: AUC {measured.auc:.3f}")
    if len(kept) < len(fits):
        typer.echo("reading back is not worth its time: it is left out")
    path = store.calibrate(entry, home, Calibration(tuple(f for f, _ in kept)))
    typer.echo(f"weights: {path}")
    return kept[0][1]


def _fits(
    scorer: Scorer, found: tuple[Sequence[Features], Sequence[Features]], rows: Sequence[Judged]
) -> list[tuple[Fit, Measured]]:
    """Return weights with what the reverse model says, if there is one, and weights without."""
    from models.training.calibrate import fit

    labels, sources = [row.label for row in rows], [row.source for row in rows]
    own, far = ([_alone(row) for row in side] for side in found)
    fits = [fit(own, labels, strangers=far, sources=sources)]
    if scorer.reverse:
        reverse = scorer.reverse.revision.partition("@")[0]
        fits.insert(0, fit(found[0], labels, reverse, found[1], sources))
    return fits


def worth(fits: Sequence[tuple[Fit, Measured]]) -> Sequence[tuple[Fit, Measured]]:
    """Return the fits to keep: without those that know the reverse model where that adds little."""
    *read_back, alone = fits
    return [*(each for each in read_back if each[1].auc >= alone[1].auc + _WORTH), alone]


def _alone(row: Features) -> Features:
    return {name: value for name, value in row.items() if not name.startswith("back")}


def _check(scorer: Scorer, found: Sequence[Features], labels: Sequence[int]) -> Measured:
    from dataclasses import replace

    from models.training.calibrate import measure

    calibration = scorer.judge.calibration
    name = scorer.reverse.revision.partition("@")[0] if scorer.reverse else ""
    fit = calibration.serving(name) if calibration else None
    if fit is None:
        raise typer.BadParameter("the model has no weights yet; run without --check")
    measured = measure([round(fit.probability(row), 2) for row in found], labels)
    return replace(measured, review_below=fit.review_below)


def table(measured: Measured) -> str:
    """Return what scores are worth, for people."""
    out, wrong, right = measured.at(measured.review_below)
    lines = [
        f"pairs {len(measured.labels)}, right {(measured.labels == 2).mean():.0%}, "
        f"wrong {(measured.labels == 0).mean():.0%}",
        f"AUC: right against wrong {measured.auc:.3f}, right against the rest "
        f"{measured.auc_of_rest:.3f}",
        f"limit {measured.review_below:.2f}: {out:.1%} go out unread, {wrong:.1%} of them wrong; "
        f"{right:.0%} of what is right goes out",
        "",
        "score   right   pairs",
        *(f"{mean:5.2f}  {share:6.1%}  {count:6}" for mean, share, count in measured.bins()),
        "",
        "limit   go out   of them wrong   of the right ones",
    ]
    for limit in _LIMITS:
        out, wrong, right = measured.at(limit)
        lines.append(f"{limit:5.2f}  {out:7.1%}  {wrong:13.1%}  {right:17.1%}")
    return "\n".join(lines)


def _draw(measured: Measured, path: Path) -> None:
    from models.training.reliability import draw

    draw(measured.bins(), path)
