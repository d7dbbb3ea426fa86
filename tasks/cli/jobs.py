"""``haiyi jobs``: what was set aside, and what to do with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from tasks import logs, screen
from tasks.intake.document import clean
from tasks.ledger import quarantine
from tasks.ledger.database import of_process
from tasks.policy import Exit
from tasks.settings import Settings

app = typer.Typer(help="Jobs, deliveries and chunks that failed too often: list, retry, drop.")


class Kind(StrEnum):
    """Which rows."""

    jobs = "jobs"
    deliveries = "deliveries"
    chunks = "chunks"


class State(StrEnum):
    """How rows are."""

    dead = "dead"
    queued = "queued"
    paused = "paused"
    done = "done"
    overtaken = "overtaken"


Kinds = Annotated[Kind, typer.Option("--kind", "-k", help="Which rows.")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids from the list.")]
All = Annotated[bool, typer.Option("--all", help="All dead rows of the kind.")]


@app.command("list")
def list_(
    kind: Kinds = Kind.jobs,
    state: Annotated[State, typer.Option("--state", "-s", help="How they are.")] = State.dead,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most.")] = 100,
    lines: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List rows, by default the jobs that were set aside."""
    found = quarantine.rows(of_process(), kind.value, state.value, limit)
    if lines:
        for row in found:
            typer.echo(json.dumps(asdict(row), ensure_ascii=False))
        return
    table = Table("id", "about", "attempts", "error")
    for row in found:
        table.add_row(*map(Text, (row.id, row.about, str(row.attempts), row.error)))
    screen.out().print(table)


@app.command()
def retry(ids: Ids = None, kind: Kinds = Kind.jobs, every: All = False) -> None:
    """Queue rows again; a worker takes them up within seconds."""
    done = _change(quarantine.retry, kind, ids, every)
    if Settings().broker and kind is not Kind.chunks:
        _send(kind, done)


@app.command()
def drop(ids: Ids = None, kind: Kinds = Kind.jobs, every: All = False) -> None:
    """Forget rows for good."""
    _change(quarantine.drop, kind, ids, every)


def _change(
    change: Callable[..., list[str]], kind: Kind, ids: Sequence[str] | None, every: bool
) -> list[str]:
    if bool(ids) == every:
        raise typer.BadParameter("give ids, or --all")
    engine = of_process()
    given = [clean(each) for each in ids or ()]  # a shell takes bytes that no id can have
    wanted = given or [row.id for row in quarantine.rows(engine, kind.value, limit=10**6)]
    done = change(engine, kind.value, wanted)
    for row_id in done:
        typer.echo(row_id)
    missing = set(wanted) - set(done)
    for row_id in sorted(missing):
        screen.complain(f"{row_id}: no dead row of this kind has this id")
    if missing:
        raise typer.Exit(Exit.REVIEW)
    return done


def _send(kind: Kind, ids: list[str]) -> None:
    from tasks.delivery.deliver import deliver
    from tasks.messages import send
    from tasks.publish import translate

    logs.to_stderr()
    task: Any = translate if kind is Kind.jobs else deliver
    send(task, ids)
