"""The HTTP application: routes, limits and what runs beside them, put together from settings."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import redis
import redis.asyncio
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from pipeline.markets import load_markets
from tasks.web import desk as desk_routes
from tasks.web import files, jobs, memory, preview
from tasks.web import glossaries as glossary_routes
from tasks.web import products as product_routes
from tasks.web import translations as translation_routes
from tasks.web.alternatives import Alternatives
from tasks.web.apart import Here, Walk
from tasks.web.compat import deepl as compat_deepl
from tasks.web.compat import deepl_documents, deepl_multilingual, google, libretranslate_files
from tasks.web.compat import libretranslate as compat_libretranslate
from tasks.web.door import refusal, rights
from tasks.web.door.admission import Door, Parts
from tasks.web.door.api_keys import KeyRing
from tasks.web.door.aside import Aside
from tasks.web.door.head import Head
from tasks.web.door.home import Home
from tasks.web.door.layer import Layer
from tasks.web.door.rate_limit import Rate, RateLimit
from tasks.web.door.settings import WebSettings
from tasks.web.engine import Engine
from tasks.web.page import desk as desk_page
from tasks.web.page import page
from tasks.web.readiness import Readiness
from tasks.web.uploads import Uploads
from tasks.web.usage import Usage
from tasks.web.waiting import Limits
from tasks.web.wire import ErrorBody

_MIRROR_S = 30.0
_STORE_S = 12.0  # longer than a statement may take
_BROKER_S = 2.0  # what it does not take by then is sent again by the sweeper
_ABOUT = (
    "Send a key as Authorization: Bearer …, X-API-Key: … or as the client you use does; a server "
    "on the loopback address alone may do without. Every answer has an X-Request-ID. Errors are "
    '{"error": {"code", "message", "field", "hint"}}, or what clients of LibreTranslate and DeepL '
    "expect at their paths."
)
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": text}
    for status, text in (
        (400, "Not JSON, or not the JSON asked for"),
        (401, "No API key, or an unknown one"),
        (413, "Too long, or too many"),
        (422, "A field is wrong; the body names it"),
        (429, "Too many requests with this key; see Retry-After"),
        (503, "Too busy, or a model is not ready; see Retry-After"),
        (504, "Not done in time"),
    )
}


def create_app(parts: Parts, settings: WebSettings, apart: Walk | None = None) -> FastAPI:
    """Return the application over a runtime; nothing is loaded before it is started.

    ``apart`` translates long texts; by default this process does.
    """
    client = shared_client(settings.redis)
    door = _door(parts, settings, client, apart or Here(parts.alternative))
    app = FastAPI(
        title="Haiyi 海译",
        description=_ABOUT,
        summary="Product listings and notes, translated for the markets a seller switches on.",
        version="1",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: f"{route.name}{route.path}",
    )
    app.state.door, app.state.readiness = door, Readiness(door, client)
    app.state.client = client
    _add_routes(app)
    if unknown := rights.routes(app) ^ set(rights.RIGHTS):
        raise RuntimeError(f"the table of rights does not fit the routes: {sorted(unknown)}")
    refusal.install(app)
    if settings.cors:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors, allow_methods=["*"], allow_headers=["*"]
        )
    home = None if door.keys else Home(frozenset(settings.cors))
    app.add_middleware(Layer, room=settings.room, body_s=settings.body_s, home=home)
    app.add_middleware(Head)
    return app


_OWN = (
    preview.router,
    jobs.router,
    translation_routes.router,
    product_routes.router,
    desk_routes.router,
    memory.router,
    glossary_routes.router,
    files.router,
)
_COMPATIBLE = (
    compat_libretranslate.router,
    libretranslate_files.router,
    compat_deepl.router,
    deepl_documents.router,
    deepl_multilingual.router,
    google.router,
)


def _add_routes(app: FastAPI) -> None:
    for routes in _OWN:
        app.include_router(routes, responses=_ERRORS)
    for routes in (*_COMPATIBLE, preview.health, page.router, desk_page.router):
        app.include_router(routes)
    app.mount(
        "/static", StaticFiles(directory=Path(__file__).parent / "page" / "static"), name="static"
    )


def _door(
    parts: Parts, settings: WebSettings, client: redis.asyncio.Redis | None, apart: Walk
) -> Door:
    limits = Limits(settings.queue, settings.batch, settings.linger_ms / 1000, settings.timeout_s)
    markets = load_markets(settings.markets)
    return Door(
        parts=parts,
        settings=settings,
        markets=markets,
        engine=Engine(parts.pipeline, apart, limits),
        apart=apart,
        uploads=Uploads(apart, {m.name: m.language for m in markets.values()}),
        alternatives=Alternatives(Here(parts.alternative), apart, limits.timeout_s),
        keys=KeyRing.parse(settings.api_keys, settings.admin_keys),
        rate=RateLimit(Rate(settings.rate_per_minute, settings.burst), client),
        usage=Usage(client),
        store=Aside("journal", "start the database, or correct HAIYI_DATABASE_URL", _STORE_S),
        broker=Aside("broker", "start it, or correct HAIYI_REDIS_URL", _BROKER_S),
    )


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    door: Door = app.state.door
    door.engine.start()
    app.state.readiness.start()
    mirror = asyncio.create_task(_mirror(door))
    yield
    mirror.cancel()
    await asyncio.gather(mirror, return_exceptions=True)
    await app.state.readiness.stop()
    door.apart.close()
    await door.engine.stop()
    door.uploads.close()
    door.store.close()
    door.broker.close()
    if app.state.client:
        await app.state.client.aclose()


async def _mirror(door: Door) -> None:
    """Keep the glossaries in Redis complete, whatever happens to Redis."""
    while True:
        await asyncio.to_thread(door.glossaries.mirror)
        await asyncio.sleep(_MIRROR_S)


def shared_client(url: str | None) -> redis.asyncio.Redis | None:
    """Return a client that gives up at once."""
    if url is None:
        return None
    return redis.asyncio.Redis.from_url(
        url, socket_timeout=0.05, socket_connect_timeout=0.05, retry=Retry(NoBackoff(), 0)
    )
