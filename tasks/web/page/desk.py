"""The desk page: a frame; the products come over the API, with the key of whoever sits there."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from tasks.web.door.admission import Shared
from tasks.web.page.form import Form
from tasks.web.page.page import html, language_of, words

router = APIRouter(include_in_schema=False)


@router.get("/desk")
async def show(request: Request, door: Shared) -> Response:
    """Show the frame; it holds nothing of any shop."""
    lang = language_of(request, request.query_params.get("lang", ""))
    say = {**words()[lang], **desk_words()[lang]}
    return html("desk.html", door, Form(lang=lang), say=say, market_names=list(door.markets))


@cache
def desk_words() -> dict[str, Any]:
    """Return what the desk says, by language."""
    path = Path(__file__).parent / "templates" / "desk.toml"
    return tomllib.loads(path.read_text("utf-8"))
