"""What the columns of a seller's table hold: told by their headings, or by the person who asks."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from pipeline.errors import InvalidDocument

Role = Literal[
    "id", "seller_id", "version", "source", "markets", "title", "body", "text", "tags", "option",
    "attribute", "option_name", "option_value", "attribute_name", "attribute_value", "kept",
    "unknown",
]  # fmt: skip
ASKED = ("id", "seller_id", "version", "source", "markets", "title", "body", "text", "tags",
         "option", "attribute", "kept")  # fmt: skip
TRANSLATED = frozenset(get_args(Role)) - {
    "id", "seller_id", "version", "source", "markets", "kept", "unknown",
}  # fmt: skip

_FIELDS = ("id", "kind", "seller_id", "version", "title", "body", "attributes", "variants",
           "tags", "source", "markets", "glossary", "extra")  # fmt: skip
_SINGLE = ("id", "seller_id", "version", "source", "markets", "title", "body", "tags")
_SECOND = {"title": "text", "body": "text", "tags": "text"}  # another column of the same role
_SHOWN = 20  # headings of a kind that are named
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]{0,40}[)）\]】]")
_NOISE = re.compile(r"[\s_*:：]+")
# Shopify: Option1 Name, Option1 Value; WooCommerce: Attribute 1 name, Attribute 1 value(s).
_NUMBERED = re.compile(r"(option|attribute)(\d{1,2})(name|value)s?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        index: place in the row, from 0.
        heading: as written.
        number: which option or attribute a numbered name or value belongs to.
    """

    index: int
    heading: str
    role: Role
    number: int = 0


def read(header: Sequence[str], asked: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Return the columns of a header; ``asked`` gives some of them a role by their heading.

    >>> [c.role for c in read(["货号", "商品标题", "颜色", "库存", "我的"], {"我的": "text"})]
    ['id', 'title', 'option', 'kept', 'text']

    Raises:
        InvalidDocument: what was asked for is no role, or no column has that heading.
    """
    wanted = _wanted(header, asked or {})
    taken = {role for role in wanted.values() if role in _SINGLE}
    columns = []
    for index, heading in enumerate(header):
        if heading in wanted:
            columns.append(Column(index, heading, wanted[heading]))
            continue
        role, number = _role(heading)
        if role in taken:
            role = cast(Role, _SECOND.get(role, "kept"))
        elif role in _SINGLE:
            taken.add(role)
        columns.append(Column(index, heading, role, number))
    return tuple(columns)


def is_header(cells: Iterable[str]) -> bool:
    """Tell whether a row names columns: at least one of them is known to hold text."""
    return telling(cells) > 0


def telling(cells: Iterable[str]) -> int:
    """Return how many columns a row names that are known to hold text."""
    return sum(_role(cell)[0] in TRANSLATED for cell in cells if cell.strip())


def repeats(columns: Sequence[Column], cells: Sequence[str]) -> bool:
    """Tell whether a row says the headings again, in another language (as Taobao's packages do).

    >>> repeats(read(["title", "price"]), ["宝贝名称", "宝贝价格"])
    True
    """
    said = (column for column in columns if column.role in TRANSLATED and column.index < len(cells))
    return any(_role(cells[column.index])[0] == column.role for column in said)


def is_native(header: Sequence[str]) -> bool:
    """Tell whether a header is that of our own format: no other column would be translated.

    >>> is_native(["id", "title", "sku"]), is_native(["id", "title", "description"])
    (True, False)
    """
    other = (name for name in header if name not in _FIELDS)
    return "id" in header and not any(_role(name)[0] in TRANSLATED for name in other)


def describe(columns: Sequence[Column]) -> str:
    """Return one line a role: what will be translated, and what will not."""
    shown: dict[str, list[str]] = {}
    for column in columns:
        if heading := " ".join(column.heading.split()):
            shown.setdefault(_group(column.role), []).append(heading)
    order = ("title", "body", "text", "tags", "option", "attribute", "id", "not translated")
    names = [name for name in order if name in shown]
    names += [name for name in shown if name not in order]
    return "\n".join(f"{name:>15}  {_list(shown[name])}" for name in names)


def _list(headings: Sequence[str]) -> str:
    more = len(headings) - _SHOWN
    return ", ".join(headings[:_SHOWN]) + (f" … and {more} more" if more > 0 else "")


def _group(role: Role) -> str:
    if role in ("kept", "unknown"):
        return "not translated"
    return role.partition("_")[0] if role.startswith(("option", "attribute")) else role


def _wanted(header: Sequence[str], asked: Mapping[str, str]) -> dict[str, Role]:
    for heading, role in asked.items():
        if role not in ASKED:
            hint = f"roles: {', '.join(ASKED)}"
            raise InvalidDocument("unknown", f"{role!r} is no role of a column", hint=hint)
        if heading not in header:
            hint = f"headings: {', '.join(h for h in header if h.strip())}"
            raise InvalidDocument("missing", f"no column is headed {heading!r}", hint=hint)
    return {heading: cast(Role, role) for heading, role in asked.items()}


def _role(heading: str) -> tuple[Role, int]:
    plain = _plain(heading)
    if numbered := _NUMBERED.fullmatch(plain):
        kind, number, part = numbered.groups()
        return cast(Role, f"{kind}_{part}"), int(number)
    role = _known().get(plain) or _known().get(_simplified(plain))
    return role or "unknown", 0


def _simplified(plain: str) -> str:
    if plain.isascii():
        return plain
    return str(_converter().convert(plain))


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _plain(heading: str) -> str:
    folded = unicodedata.normalize("NFKC", heading[:200]).casefold()
    return _NOISE.sub("", _BRACKETS.sub("", folded)) or _NOISE.sub("", folded)


@cache
def _known() -> dict[str, Role]:
    table = tomllib.loads(Path(__file__).with_name("columns.toml").read_text("utf-8"))
    return {_plain(name): cast(Role, role) for role, names in table.items() for name in names}
