"""What a key may do: one table, of every route there is; a route without a row is no route."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from tasks.intake import identity
from tasks.web.door.api_keys import Caller
from tasks.web.door.refusal import Refused


class Right(StrEnum):
    """Whom a route lets in, and to what.

    Where keys are configured, all but ``anyone`` need one; a server without keys, which only its
    own machine reaches, takes every caller for an admin.
    """

    ANYONE = "anyone"  # no key; holds nothing of any shop
    KEY = "any key"  # holds nothing of any shop
    SHOP = "the shop"  # a key of the platform: all shops; a key of a shop: its own, or 404
    TERMS = "the shop, admins"  # as SHOP; the platform's own are for keys of the platform to
    # read, and for those of HAIYI_ADMIN_KEYS to change
    LINK = "who has the link"  # a name that cannot be guessed, good for an hour
    MAKER = "its maker"  # what a key has made is seen by keys of its name; others get 404


RIGHTS: Mapping[str, Right] = {
    "GET /": Right.ANYONE,
    "POST /": Right.SHOP,
    "GET /desk": Right.ANYONE,
    "GET /docs": Right.ANYONE,
    "GET /openapi.json": Right.ANYONE,
    "GET /static": Right.ANYONE,
    "GET /health": Right.ANYONE,
    "GET /healthz": Right.ANYONE,
    "GET /readyz": Right.ANYONE,
    "GET /metrics": Right.ANYONE,
    "POST /v1/preview": Right.SHOP,
    "POST /v1/detect": Right.KEY,
    "POST /v1/publish": Right.SHOP,
    "GET /v1/jobs/{job_id}": Right.SHOP,
    "GET /v1/translations/{document_id}": Right.SHOP,
    "GET /v1/translations/{document_id}/{market}/edits": Right.SHOP,
    "PUT /v1/translations/{document_id}/{market}/{field}": Right.SHOP,
    "POST /v1/translations/{document_id}/{market}/accept": Right.SHOP,
    "GET /v1/products": Right.SHOP,
    "GET /v1/products/{document_id}": Right.SHOP,
    "POST /v1/suggestions": Right.SHOP,
    "PUT /v1/memory": Right.SHOP,
    "GET /v1/memory/export": Right.SHOP,
    "GET /v1/products/{document_id}/history": Right.SHOP,
    "DELETE /v1/translations/{document_id}/{market}/{field}": Right.SHOP,
    "GET /v1/products/{document_id}/switch": Right.SHOP,
    "PUT /v1/products/{document_id}/switch": Right.SHOP,
    "GET /v1/glossaries/{scope}": Right.TERMS,
    "PUT /v1/glossaries/{scope}/entries": Right.TERMS,
    "DELETE /v1/glossaries/{scope}/entries": Right.TERMS,
    "GET /v1/glossaries/{scope}/export": Right.TERMS,
    "POST /v1/glossaries/{scope}/import": Right.TERMS,
    "POST /translate": Right.SHOP,
    "POST /detect": Right.KEY,
    "GET /languages": Right.KEY,
    "GET /frontend/settings": Right.ANYONE,
    "POST /files": Right.SHOP,
    "GET /files/{file_id}": Right.MAKER,
    "GET /files/{file_id}/download": Right.LINK,
    "POST /translate_file": Right.SHOP,
    "GET /download_file/{filename}": Right.LINK,
    "GET /language/translate/v2": Right.SHOP,
    "POST /language/translate/v2": Right.SHOP,
    "GET /language/translate/v2/detect": Right.KEY,
    "POST /language/translate/v2/detect": Right.KEY,
    "GET /language/translate/v2/languages": Right.KEY,
    "POST /language/translate/v2/languages": Right.KEY,
    "POST /v2/translate": Right.SHOP,
    "POST /v2/document": Right.SHOP,
    "POST /v2/document/{document_id}": Right.MAKER,
    "POST /v2/document/{document_id}/result": Right.MAKER,
    "GET /v3/glossaries": Right.MAKER,
    "POST /v3/glossaries": Right.MAKER,
    "GET /v3/glossaries/{glossary_id}": Right.MAKER,
    "PATCH /v3/glossaries/{glossary_id}": Right.MAKER,
    "DELETE /v3/glossaries/{glossary_id}": Right.MAKER,
    "GET /v3/glossaries/{glossary_id}/entries": Right.MAKER,
    "PUT /v3/glossaries/{glossary_id}/dictionaries": Right.MAKER,
    "DELETE /v3/glossaries/{glossary_id}/dictionaries": Right.MAKER,
    "GET /v2/languages": Right.KEY,
    "POST /v2/languages": Right.KEY,
    "GET /v2/usage": Right.KEY,
    "POST /v2/usage": Right.KEY,
    "GET /v2/glossary-language-pairs": Right.KEY,
    "GET /v2/glossaries": Right.MAKER,
    "POST /v2/glossaries": Right.MAKER,
    "GET /v2/glossaries/{glossary_id}": Right.MAKER,
    "DELETE /v2/glossaries/{glossary_id}": Right.MAKER,
    "GET /v2/glossaries/{glossary_id}/entries": Right.MAKER,
}


def routes(app: FastAPI) -> set[str]:
    """Return the names that the routes of an application have in the table."""
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (getattr(route, "methods", None) or {"GET"}) - {"HEAD"}
    }


def shop(caller: Caller, asked: str | None, field: str) -> str:
    """Return the shop that a request is about: the one it names, or else the key's own.

    Raises:
        Refused: 404, the key belongs to another shop; 422, no shop is called so.
    """
    if not asked:
        return caller.seller_id or ""
    if problem := identity.problem(asked):
        raise Refused(422, "unknown", problem, field=field)
    if not caller.sees(asked):
        raise Refused(404, "not_found", "this key belongs to another shop", field=field)
    return asked
