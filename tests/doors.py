"""The HTTP door around models that need no weights."""

from contextlib import contextmanager
from dataclasses import dataclass

import stores
from starlette.testclient import TestClient
from walks import ByScript, Models, build, spell

from models.backends.echo import EchoTranslator
from models.base import BEAM4, Pair
from tasks.glossary.phrases import Phrases
from tasks.glossary.store import Glossaries
from tasks.web import app as web
from tasks.web.door.settings import WebSettings


@dataclass
class Parts:
    pipeline: object
    detector: object
    registry: object
    glossaries: Glossaries
    phrases: Phrases
    english: EchoTranslator
    database: str

    def alternative(self, rank):
        return self.pipeline.searching(BEAM4.ranked(rank)) if rank else self.pipeline


def parts(folder, *, reply=spell, client=None, wrap=lambda pipeline: pipeline):
    """Return a runtime whose English is spelled out; ``wrap`` may slow or break its pipeline."""
    english = EchoTranslator(Pair("zh", "en"), reply=reply)
    script = EchoTranslator(Pair("zh", "zh-Hant-HK"))
    database = stores.fresh(folder)
    glossaries = Glossaries(database, client)
    phrases = Phrases(database)
    pipeline = wrap(build(english, shop=glossaries.terms, memory=phrases.find))
    models = Models(english, script)
    return Parts(pipeline, ByScript(), models, glossaries, phrases, english, database)


_ROUTES = []
_add_routes = web._add_routes


def _add_known_routes(app):
    """Add the routes as they were analysed for the first door: that takes longer than a test."""
    before = len(app.router.routes)
    if _ROUTES:
        app.router.routes.extend(_ROUTES)
    else:
        _add_routes(app)
        _ROUTES.extend(app.router.routes[before:])


web._add_routes = _add_known_routes


@contextmanager
def opened(runtime, **settings):
    """Yield a client of a running application."""
    app = web.create_app(runtime, WebSettings(**{"database_url": runtime.database} | settings))
    own = "http://127.0.0.1"
    with TestClient(app, base_url=own, raise_server_exceptions=False) as client:
        yield client
