"""The preview page: written by the server, brought up to date as the seller types."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from models.errors import ModelError
from pipeline.document import Document, Translation
from pipeline.errors import PipelineError
from pipeline.glossary import Entry
from tasks.glossary.scope import seller_scope
from tasks.intake import document as intake
from tasks.intake import identity
from tasks.web import files
from tasks.web import listings as listing_door
from tasks.web.door import body, rights
from tasks.web.door.admission import Door, Shared, identify
from tasks.web.door.api_keys import Caller
from tasks.web.door.refusal import Refused, refusal
from tasks.web.page.form import Form
from tasks.web.page.view import View, view

router = APIRouter(include_in_schema=False)

_TEMPLATES = Path(__file__).parent / "templates"
_LANGUAGES = ("zh", "en")
_SHOP = "demo"


@router.get("/")
async def show(request: Request, door: Shared) -> Response:
    """Show the page with the first sample; it is translated once the page asks."""
    lang = request.query_params.get("lang", "")
    sample = samples()[0]
    return html(
        "page.html", door, Form(**sample["form"], seller_id=_SHOP, lang=language_of(request, lang))
    )


@router.post("/")
async def update(request: Request, door: Shared) -> Response:
    """Translate what stands in the form; the page gets the results alone, a browser all of it."""
    fields = await body.read(request)
    asked = str(fields.get("to") or fields.get("lang"))
    form = Form.of({**fields, "lang": language_of(request, asked)})
    is_fragment = "x-fragment" in request.headers
    try:
        caller = await identify(request, fallback=form.api_key)
        views = await _views(form, door, caller)
    except (Refused, PipelineError, ModelError) as error:
        if is_fragment:
            raise
        return html("page.html", door, form, complaint=refusal(error).message)
    template = "result.html" if is_fragment else "page.html"
    terms = await asyncio.to_thread(_terms, form, door, caller)
    shown = {"views": views, "terms": terms}
    return await asyncio.to_thread(html, template, door, form, **shown)


@router.get("/docs")
async def docs(request: Request, door: Shared) -> Response:
    """Show the API, written from its own description."""
    return html("docs.html", door, Form(lang=language_of(request, "")), api=request.app.openapi())


async def _views(form: Form, door: Door, caller: Caller) -> list[View]:
    if form.size > door.settings.document_chars:  # before anything is made of it
        message = f"{form.size} characters; at most {door.settings.document_chars}"
        raise Refused(413, "too_long", message)
    listing = await asyncio.to_thread(form.listing)
    if not any(listing[name] for name in ("title", "body", "attributes", "variants", "tags")):
        return []
    document = await listing_door.off_loop(listing, None, door.markets, caller)
    (translations,) = await door.translate([document], document.markets)
    return await asyncio.to_thread(_shown, document, translations, door)


def _shown(document: Document, translations: Sequence[Translation], door: Door) -> list[View]:
    own = door.parts.phrases.own
    return [view(document, t, door.markets[t.market].title_limit, own) for t in translations]


def _terms(form: Form, door: Door, caller: Caller) -> Sequence[Entry]:
    """Return the shop's terms, for a caller who has been let in to it."""
    if not form.seller_id or identity.problem(form.seller_id):
        return ()
    shop = rights.shop(caller, form.seller_id, "seller_id")
    return door.glossaries.scope(seller_scope(shop)).entries


def html(template: str, door: Door, form: Form, **values: Any) -> Response:
    """Return a page, written in the language of its form."""
    known = {
        "form": form,
        "say": words()[form.lang],
        "lang": form.lang,
        "samples": samples(),
        "needs_key": bool(door.keys),
        "market_names": tuple(door.markets),
        "suffixes": ",".join(files.SUFFIXES),
    }
    nothing: dict[str, Any] = {"views": (), "terms": (), "complaint": ""}
    shown = _environment().get_template(template).render(nothing | known | values)
    return HTMLResponse(intake.clean(shown), headers={"Cache-Control": "no-store"})


def language_of(request: Request, asked: str) -> str:
    """Return the language that is asked for, or that the browser prefers."""
    if asked in _LANGUAGES:
        return asked
    accepted = request.headers.get("accept-language", "").lower()
    return "zh" if not accepted or accepted.startswith("zh") else "en"


@cache
def words() -> dict[str, Any]:
    """Return what the page says, by language."""
    return tomllib.loads((_TEMPLATES / "words.toml").read_text("utf-8"))


@cache
def samples() -> list[dict[str, Any]]:
    """Return the listings to try: their names, and the fields of the form."""
    rows = tomllib.loads((_TEMPLATES / "samples.toml").read_text("utf-8"))["sample"]
    return [
        {"name": row["name"], "form": {k: v.strip() for k, v in row.items() if k != "name"}}
        for row in rows
    ]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return environment
