"""What is wrong with rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipeline.errors import InvalidDocument
from tasks.intake import workbook
from tasks.intake.delimited import NOT_UTF8, bad_byte

Cells = Sequence[Any]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")


def row(names: Sequence[str], cells: Cells) -> InvalidDocument | None:
    """Return what is wrong with a row under these headings."""
    if len(cells) > len(names) and any(workbook.text(c).strip() for c in cells[len(names) :]):
        return InvalidDocument("csv", f"{len(cells)} cells, but {len(names)} columns")
    for name, cell in zip(names, cells, strict=False):
        bad = bad_byte(cell) if isinstance(cell, str) else None
        if bad is not None:
            message = f"not UTF-8: byte 0x{bad:02x}"
            return InvalidDocument("encoding", message, field=name, hint=NOT_UTF8)
    return None


def heading(written: Sequence[str]) -> InvalidDocument | None:
    """Return why a row that may hold headings is no text."""
    joined = "".join(written)
    if (bad := bad_byte(joined)) is not None:
        return InvalidDocument("encoding", f"not UTF-8: byte 0x{bad:02x}", hint=NOT_UTF8)
    if _CONTROL.search(joined):
        return InvalidDocument("binary", "not a text file", hint=NOT_UTF8)
    return None


def without_headings(above: Sequence[Cells]) -> InvalidDocument:
    """Return what is told of a table none of whose first rows names a column."""
    seen = next(([workbook.text(c) for c in cells] for cells in above if any(cells)), [])
    hint = (
        f"found: {', '.join(h for h in seen if h.strip())[:200] or 'nothing'}; expected headings "
        "such as 货号, 商品标题, 描述, 颜色, 材质, 标签 or id, title, description; "
        "name yours with --map 'HEADING=title'"
    )
    return InvalidDocument("missing", "no heading is known", field="title", hint=hint)
