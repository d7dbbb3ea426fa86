"""``haiyi models``: the catalog and what of it is on this disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tasks.cli import changes

if TYPE_CHECKING:
    from models.catalog import Catalog, Entry
    from models.registry import ModelStatus

app = typer.Typer(no_args_is_help=True, help="List, fetch, convert, verify and compare models.")
app.command()(changes.compare)

Names = Annotated[list[str] | None, typer.Argument(help="Names of the catalog; default: all.")]


def _catalog() -> Catalog:
    from models import catalog

    return catalog.load()


def _chosen(names: list[str] | None) -> list[Entry]:
    catalog = _catalog()
    return [catalog.entry(name) for name in names] if names else list(catalog.entries)


@app.command("list")
def list_models() -> None:
    """Show every model, its languages, its licence, and whether it is here and intact."""
    from rich.table import Table

    from models.registry import CatalogRegistry
    from tasks import screen
    from tasks.settings import Settings

    table = Table("model", "pair", "licence", "on disk", "intact", "size")
    for status in CatalogRegistry(_catalog(), Settings().home / "models").status():
        entry = status.entry
        size = f"{status.size / 1e6:.0f} MB" if status.size else ""
        table.add_row(
            entry.name, f"{entry.pair.source} → {entry.pair.target}", entry.licence,
            "yes" if status.on_disk else "not fetched", _intact(status), size,
        )  # fmt: skip
    screen.out().print(table)


def _intact(status: ModelStatus) -> str:
    if not status.on_disk:
        return ""
    return "yes" if status.intact else "no: haiyi models verify says more"


@app.command()
def fetch(names: Names = None) -> None:
    """Download models from the hub, at their pinned revisions."""
    from models.fetch import fetch as download
    from tasks.settings import Settings

    for entry in _chosen(names):
        if entry.repository:
            typer.echo(f"fetching {entry.name}", err=True)
            download(entry, Settings().home / "models")


@app.command()
def convert(
    names: Names = None,
    force: Annotated[bool, typer.Option(help="Convert again what has been converted.")] = False,
) -> None:
    """Convert the models on this disk to CTranslate2, int8."""
    from models.convert import convert as make
    from models.errors import ModelMissing
    from tasks.settings import Settings

    home = Settings().home / "models"
    for entry in _chosen(names):
        try:
            typer.echo(f"{entry.name}: {make(entry, home, force=force)}", err=True)
        except ModelMissing:
            if names:
                raise


@app.command()
def verify(names: Names = None) -> None:
    """Compare every file of every model on this disk with the sha256 it should have."""
    from models import store
    from models.errors import ModelMissing
    from tasks.settings import Settings

    home, bad = Settings().home / "models", 0
    for entry in _chosen(names):
        problems = store.verify(entry, home)
        missing = any(isinstance(p, ModelMissing) for p in problems)
        if missing and not names:
            typer.echo(f"{entry.name}: not on this disk")
            continue
        for problem in problems:
            typer.echo(f"{problem}", err=True)
        typer.echo(f"{entry.name}: {'damaged' if problems else 'intact'}")
        bad += bool(problems)
    raise typer.Exit(3 if bad else 0)
