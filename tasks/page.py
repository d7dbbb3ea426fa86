"""The preview page: written by the server, brought up to date as the seller types."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from pipeline.errors import PipelineError
from tasks import body, intake, listing_door
from tasks.admission import Door, Shared, identify
from tasks.form import Form
from tasks.refusal import Refused
from tasks.scope import seller_scope
from tasks.view import View, view

router = APIRouter(include_in_schema=False)

_TEMPLATES = Path(__file__).parent / "templates"
_LANGUAGES = ("zh", "en")
_SHOP = "demo"


@router.get("/")
async def show(request: Request, door: Shared) -> Response:
    """Show the page with the first sample; it is translated once the page asks."""
    lang = request.query_params.get("lang", "")
    sample = samples()[0]
    return _html(
        "page.html", door, Form(**sample["form"], seller_id=_SHOP, lang=_language(request, lang))
    )


@router.post("/")
async def update(request: Request, door: Shared) -> Response:
    """Translate what stands in the form; the page gets the results alone, a browser all of it."""
    fields = await body.read(request)
    form = Form.of({**fields, "lang": _language(request, str(fields.get("lang", "")))})
    template = "result.html" if request.headers.get("x-fragment") else "page.html"
    try:
        await identify(request, fallback=form.api_key)
        views = await _views(form, door)
    except (Refused, PipelineError) as error:
        if template == "page.html":
            return _html(template, door, form)
        raise error
    return _html(template, door, form, views=views)


@router.get("/docs")
async def docs(request: Request, door: Shared) -> Response:
    """Show the API, written from its own description."""
    return _html("docs.html", door, Form(lang=_language(request, "")), api=request.app.openapi())


async def _views(form: Form, door: Door) -> list[View]:
    listing = form.listing()
    if not any(listing[name] for name in ("title", "body", "attributes", "variants", "tags")):
        return []
    document = listing_door.read(listing, None)
    (translations,) = await door.translate([document], document.markets)
    return [view(document, translation) for translation in translations]


def _html(template: str, door: Door, form: Form, **values: Any) -> Response:
    said = words()[form.lang]
    scope = door.glossaries.scope(seller_scope(form.seller_id)) if form.seller_id else None
    shown = (
        _environment()
        .get_template(template)
        .render(
            form=form,
            say=said,
            lang=form.lang,
            views=values.pop("views", []),
            samples=samples(),
            terms=scope.entries if scope else (),
            needs_key=bool(door.keys),
            **values,
        )
    )
    return HTMLResponse(intake.clean(shown), headers={"Cache-Control": "no-store"})


def _language(request: Request, asked: str) -> str:
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
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
