"""How a backfill goes, live, on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tasks import screen
from tasks.backfill.input import Source
from tasks.backfill.manifest import Step


@contextmanager
def progress(source: Source) -> Iterator[Callable[[Step], None]]:
    """Show documents a second, and the shares of cached segments and of rows for review.

    The bar is the share of the input that has been read.
    """
    console = screen.err()
    with Progress(
        TextColumn("{task.fields[told]}"), BarColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=source.size or None, told="")
        begin, documents, sums = perf_counter(), 0, [0, 0, 0, 0]

        def show(step: Step) -> None:
            nonlocal documents, sums
            documents += step.done.documents
            now = (step.segments, step.cached, step.done.rows, step.review)
            sums = [a + b for a, b in zip(sums, now, strict=True)]
            rate = documents / (perf_counter() - begin)
            told = (
                f"{step.done.total:,} documents  {rate:.1f}/s  "
                f"cached {share(sums[1], sums[0])}  review {share(sums[3], sums[2])}"
            )
            bar.update(task, completed=source.position(), told=told)

        yield show


def share(part: int, whole: int) -> str:
    """Return a share for people.

    >>> share(1, 4), share(0, 0)
    ('25 %', '–')
    """
    return f"{100 * part / whole:.0f} %" if whole else "–"
