"""Translations as a command shows them: a table to a person, JSON lines to a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import typer
from rich.text import Text

from tasks import screen

_LOOKS = {"ok": "green", "kept": "dim", "review": "yellow", "held": "red"}


def show(result: Mapping[str, Any]) -> None:
    """Show one translation in the JSON form of the contract."""
    if not sys.stdout.isatty():
        typer.echo(json.dumps(result, ensure_ascii=False))
        return
    status = str(result["status"])
    line = Text.assemble(
        (f"{result['market']:<3}", "bold"),
        (f"{status:<7}", _LOOKS.get(status, "")),
        (f"{str(result['id'])[:24]:<25}", "dim"),
        _text(result),
    )
    screen.out().print(line, soft_wrap=True)
    for path, field in result.get("fields", {}).items():
        for issue in field["issues"]:
            told = f"    {path}: {issue['code']} {issue.get('detail', '')}"
            screen.out().print(Text(told, style="yellow"), soft_wrap=True)


def _text(result: Mapping[str, Any]) -> str:
    """Return the first text of a translation, on one line."""
    options = (value for variant in result["variants"] for value in variant["values"])
    texts = (result["title"], result["body"], *result["tags"], *options)
    return " ".join(next((text for text in texts if text), "").split())[:200]
