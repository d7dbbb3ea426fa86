"""The command line: ``haiyi``. Heavy libraries are loaded by the command that needs them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from tasks.cli import calibrate as cli_calibrate
from tasks.cli import ends
from tasks.cli import evaluate as cli_evaluate
from tasks.cli import models as cli_models
from tasks.cli import train as cli_train

app = typer.Typer(
    name="haiyi",
    help="Translate product notes and listings for cross-border sellers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", help="What a column of a table is: 'HEADING=title'; may be repeated."),
]
Markets = Annotated[
    str | None,
    typer.Option("--markets", "-m", help="Markets such as US,HK,MO; default: the documents' own."),
]


@app.command()
def translate(
    file: Annotated[
        Path | None, typer.Argument(help="XLSX, XLS, CSV, TSV, JSONL or Parquet; - is stdin.")
    ] = None,
    markets: Markets = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Default: stdout; for a table, a table beside it."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="jsonl, csv or parquet; default: by suffix.")
    ] = None,
    mapped: Mapped = None,
    how: Annotated[
        Literal["sheets", "columns"] | None,
        typer.Option("--arrange", help="How a table's markets stand beside each other."),
    ] = None,
    text: Annotated[str | None, typer.Option("--text", "-t", help="A text; - is stdin.")] = None,
) -> None:
    """Translate here and now, in this process; no broker is needed."""
    from tasks.cli import translate as cli_translate
    from tasks.cli.wanted import Wanted, roles_of

    if (file is None) == (text is None):
        raise typer.BadParameter("give a FILE (or - for stdin), or --text")
    if text is not None:
        raise typer.Exit(cli_translate.one(sys.stdin.read() if text == "-" else text, markets))
    want = Wanted(markets, out, form, roles_of(mapped or ()), how)
    raise typer.Exit(cli_translate.run(file or Path("-"), want))


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(help="XLSX, XLS, CSV, TSV, JSONL or Parquet.")],
    markets: Markets = None,
    mapped: Mapped = None,
    wait: Annotated[bool, typer.Option(help="Wait for the translations and print them.")] = True,
    timeout: Annotated[float, typer.Option(help="Seconds to wait at most.")] = 600,
) -> None:
    """Send listings through Celery, as the platform would."""
    from tasks.cli import publish as cli_publish

    raise typer.Exit(cli_publish.run(file, markets, timeout if wait else None, mapped or ()))


@app.command()
def worker(
    queues: Annotated[
        str, typer.Option("--queues", "-Q", help="Queues to serve, the most urgent first.")
    ] = "publish,deliver,backfill",
) -> None:
    """Run a Celery worker; the model is loaded before the first task."""
    from tasks.cli import worker as cli_worker

    cli_worker.run(queues)


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of the page.", min=1, max=65535)] = 8000,
) -> None:
    """Start servers, a worker and the preview page; Ctrl-C stops all of them."""
    from tasks.cli import up as cli_up

    raise typer.Exit(cli_up.run(port))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8000,
) -> None:
    """Serve previews, publishes, the compatible APIs and the page over HTTP."""
    from tasks.cli import serve as cli_serve

    cli_serve.serve(host, port)


app.add_typer(cli_models.app, name="models")
app.command()(cli_train.train)
app.command()(cli_evaluate.evaluate)
app.command()(cli_calibrate.calibrate)


@app.command()
def doctor() -> None:
    """Tell what is installed, reachable and loaded, and what to do about each problem."""
    from tasks.cli import doctor as cli_doctor

    raise typer.Exit(cli_doctor.run())


# These know their own options, and take too long to load for `haiyi --help`.
_LATER = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command(add_help_option=False, context_settings=_LATER)
def backfill(context: typer.Context) -> None:
    """Translate a large file chunk by chunk; it may be killed at any moment and resumed."""
    from tasks.cli import backfill as cli_backfill

    alone = typer.Typer(pretty_exceptions_enable=False)
    alone.command()(cli_backfill.backfill)
    alone(context.args, prog_name="haiyi backfill")


@app.command(add_help_option=False, context_settings=_LATER)
def jobs(context: typer.Context) -> None:
    """List, retry or drop what failed too often."""
    from tasks.cli import jobs as cli_jobs

    _hand_over(context, "jobs", cli_jobs.app)


@app.command(add_help_option=False, context_settings=_LATER)
def keys(context: typer.Context) -> None:
    """Make API keys for the HTTP door."""
    from tasks.cli import serve as cli_serve

    _hand_over(context, "keys", cli_serve.keys)


def _hand_over(context: typer.Context, name: str, group: typer.Typer) -> None:
    outer = typer.Typer(pretty_exceptions_enable=False)
    outer.add_typer(group, name=name)
    outer([name, *context.args], prog_name="haiyi")


def main() -> None:
    """Run the command line; an error is one line on stderr and an exit code.

    With ``HAIYI_TRACE`` set, one that nobody has foreseen shows where it comes from.
    """
    try:
        app()
    except KeyboardInterrupt:
        typer.echo(f"haiyi: stopped; {ends.kept(sys.argv[1:])}", err=True)
        sys.exit(130)
    except Exception as error:  # the door: no stack trace for what the policy knows
        from tasks.policy import UNFORESEEN, message, rule

        row = rule(error)
        if row is UNFORESEEN and os.environ.get("HAIYI_TRACE"):
            raise
        told = ends.defect(error) if row is UNFORESEEN else message(error)
        typer.echo(f"haiyi: {told}", err=True)
        sys.exit(row.exit)
