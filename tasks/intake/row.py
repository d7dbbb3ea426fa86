"""A row of a seller's table as a listing, and a listing's translation as a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.document import Document
from tasks.intake import workbook
from tasks.intake.columns import Column

Cells = Sequence[Any]

_PARTS = re.compile(r"[,，、;；|\n]")  # never a slash: 1/2杯 is one option
_SPACED = {"，": ", ", "、": ", ", ",": ", ", "；": "; ", ";": "; ", "|": " | ", "\n": "\n"}


def listing(known: Sequence[Column], cells: Cells) -> dict[str, Any]:
    """Return the JSON object of a row, empty cells left out."""
    row: dict[str, Any] = {}
    extra = {c.heading: cells[c.index] for c in known if _is_carried(c, cells)}
    if extra:
        row["extra"] = extra
    for column, value in _values(known, cells):
        _ROLES[column.role](row, column, value)
    pairs = _numbered(known, cells)
    row.setdefault("attributes", []).extend(
        {"name": name, "value": value} for kind, name, value in pairs if kind == "attribute"
    )
    row.setdefault("variants", []).extend(
        {"name": name, "values": split(value)} for kind, name, value in pairs if kind == "option"
    )
    return row


def split(value: str) -> list[str]:
    """Return the options of a cell.

    >>> split("雾霾蓝，奶油白、1/2杯")
    ['雾霾蓝', '奶油白', '1/2杯']
    """
    return [part.strip() for part in _PARTS.split(value) if part.strip()]


def filled(known: Sequence[Column], cells: Cells, translated: Document, spaced: bool) -> list[Any]:
    """Return the cells of a row with the texts of a translation in their places.

    Args:
        known: the columns.
        cells: the row as it was read.
        translated: what became of its document.
        spaced: the target separates words by spaces.
    """
    out = list(cells)
    attributes, variants = iter(translated.attributes), iter(translated.variants)
    for column, value in _values(known, cells):
        if column.role in ("title", "body"):
            out[column.index] = getattr(translated, column.role)
        elif column.role == "tags":
            out[column.index] = rejoined(value, translated.tags, spaced)
        elif column.role in ("attribute", "text"):
            out[column.index] = next(attributes).value
        elif column.role == "option":
            out[column.index] = rejoined(value, next(variants).values, spaced)
    for kind in ("attribute", "option"):
        _fill_numbered(kind, known, cells, out, attributes if kind == "attribute" else variants)
    return out


def rejoined(written: str, parts: Sequence[str], spaced: bool) -> str:
    """Return translated parts with the separators of the cell they come from.

    >>> rejoined("雾霾蓝，奶油白", ["Haze blue", "Cream"], spaced=True)
    'Haze blue, Cream'
    """
    marks = _PARTS.findall(written)
    if len(marks) + 1 != len(parts):
        marks = [marks[0] if marks else "、"] * (len(parts) - 1)
    shown = [_SPACED.get(mark, mark) if spaced else mark for mark in marks]
    return "".join(part + mark for part, mark in zip(parts, [*shown, ""], strict=False))


def _fill_numbered(
    kind: str, known: Sequence[Column], cells: Cells, out: list[Any], rest: Iterator[Any]
) -> None:
    for name, value in _pairs(kind, known, cells):
        made = next(rest)
        written = workbook.text(cells[value.index])
        joined = made.value if kind == "attribute" else ", ".join(made.values)
        out[value.index] = joined if written.strip() else cells[value.index]
        if name is not None and workbook.text(cells[name.index]).strip():
            out[name.index] = made.name


def _is_carried(column: Column, cells: Cells) -> bool:
    is_kept = column.role in ("kept", "unknown") and bool(column.heading.strip())
    return is_kept and column.index < len(cells) and bool(workbook.text(cells[column.index]))


def _numbered(known: Sequence[Column], cells: Cells) -> list[tuple[str, str, str]]:
    found = []
    for kind in ("attribute", "option"):
        for name, value in _pairs(kind, known, cells):
            heading = workbook.text(cells[name.index]).strip() if name is not None else ""
            found.append((kind, heading, workbook.text(cells[value.index])))
    return found


def _pairs(
    kind: str, known: Sequence[Column], cells: Cells
) -> Iterator[tuple[Column | None, Column]]:
    """Yield the numbered columns that hold a value: Option1 Name, Option1 Value."""
    names = {c.number: c for c in known if c.role == f"{kind}_name" and c.index < len(cells)}
    for column in known:
        if column.role == f"{kind}_value" and column.index < len(cells):
            value = workbook.text(cells[column.index]).strip()
            if value and value != "Default Title":  # what Shopify writes where there is no choice
                yield names.get(column.number), column


def _values(known: Sequence[Column], cells: Cells) -> Iterator[tuple[Column, str]]:
    for column in known:
        if column.role in _ROLES and column.index < len(cells):
            value = workbook.text(cells[column.index])
            if value.strip():
                yield column, value


def _plain(row: dict[str, Any], column: Column, value: str) -> None:
    row[column.role] = value.strip() if column.role not in ("title", "body") else value


def _number(row: dict[str, Any], column: Column, value: str) -> None:
    row[column.role] = int(value) if value.isascii() and value.isdigit() else value


def _list(row: dict[str, Any], column: Column, value: str) -> None:
    row[column.role] = split(value)


def _attribute(row: dict[str, Any], column: Column, value: str) -> None:
    row.setdefault("attributes", []).append({"name": column.heading.strip(), "value": value})


def _option(row: dict[str, Any], column: Column, value: str) -> None:
    row.setdefault("variants", []).append({"name": column.heading.strip(), "values": split(value)})


_ROLES: dict[str, Callable[[dict[str, Any], Column, str], None]] = {
    "id": _plain, "seller_id": _plain, "source": _plain, "title": _plain, "body": _plain,
    "version": _number, "markets": _list, "tags": _list, "option": _option,
    "attribute": _attribute, "text": _attribute,
}  # fmt: skip
