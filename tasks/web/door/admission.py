"""Who gets in, and what is shared by every route behind the door."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Request

from models.base import Registry
from pipeline.document import Document, Translation
from pipeline.draft import Detector
from pipeline.markets import Market
from tasks.delivery import receivers
from tasks.glossary.phrases import Phrases
from tasks.glossary.store import Glossaries
from tasks.ledger.database import engine
from tasks.ledger.translations import Translations
from tasks.policy import DependencyDown
from tasks.web import metrics
from tasks.web.alternatives import Alternatives
from tasks.web.apart import Walk
from tasks.web.door.api_keys import LOCAL, Caller, KeyRing, token_in
from tasks.web.door.aside import Aside
from tasks.web.door.rate_limit import RateLimit
from tasks.web.door.refusal import Refused
from tasks.web.door.settings import WebSettings
from tasks.web.engine import Engine
from tasks.web.uploads import Uploads
from tasks.web.usage import Usage

_T = TypeVar("_T")


class Translate(Protocol):
    """The pipeline: documents in, translations out."""

    def __call__(
        self, documents: Sequence[Document], markets: Sequence[str] | None = None
    ) -> list[Translation]:
        """Translate every document for each of its markets, in order."""
        ...


class Parts(Protocol):
    """What the HTTP door needs of a runtime."""

    @property
    def pipeline(self) -> Translate:
        """The whole walk."""
        ...

    def alternative(self, rank: int) -> Translate:
        """Return the walk that says it another way; rank 0 is the usual one."""
        ...

    @property
    def detector(self) -> Detector:
        """Tells languages."""
        ...

    @property
    def registry(self) -> Registry:
        """Knows the pairs."""
        ...

    @property
    def glossaries(self) -> Glossaries:
        """The edited terms; the pipeline reads them."""
        ...

    @property
    def phrases(self) -> Phrases:
        """The segments that people decided on; the pipeline reads them."""
        ...


@dataclass(frozen=True, slots=True)
class Door:
    """All that routes share."""

    parts: Parts
    settings: WebSettings
    markets: Mapping[str, Market]
    engine: Engine
    apart: Walk
    uploads: Uploads
    alternatives: Alternatives
    keys: KeyRing
    rate: RateLimit
    usage: Usage
    store: Aside
    broker: Aside

    @property
    def glossaries(self) -> Glossaries:
        """The edited terms."""
        return self.parts.glossaries

    def translations(self) -> Translations:
        """Return the store of translations; connecting to it may take a moment.

        Raises:
            DependencyDown: it cannot be reached.
        """
        return Translations(engine(self.settings.database), receivers.names(self.settings))

    async def ask(self, question: Callable[[Translations], _T], limit_s: float | None = None) -> _T:
        """Return what the store of translations answers.

        Raises:
            DependencyDown: it does not, or not in time.
        """
        return await self.store(lambda: question(self.translations()), limit_s)

    async def send(self, task: Any, rows: Sequence[str]) -> None:
        """Send a message for each row; one that the broker does not take now is sent later."""
        from tasks.messages import send

        if rows:
            with contextlib.suppress(DependencyDown):  # the rows are overdue before long
                await self.broker(lambda: send(task, rows))

    async def translate(
        self, documents: Sequence[Document], markets: Sequence[str]
    ) -> list[list[Translation]]:
        """Return the translations of each document within the limits of this door.

        Raises:
            Refused: too many, too long, too slow, too busy.
        """
        if len(documents) > self.settings.documents:
            message = f"{len(documents)} texts; at most {self.settings.documents}"
            raise Refused(413, "too_many", message, hint="send them in several requests")
        for document in documents:
            chars = sum(len(text) for _, text in document.fields())
            if chars > self.settings.document_chars:
                message = f"{chars} characters; at most {self.settings.document_chars}"
                raise Refused(413, "too_long", message, hint="publish long documents instead")
        results = await self.engine(documents, markets)
        for translations in results:
            metrics.count_fallbacks(translations)
        return results


def door_of(request: Request) -> Door:
    """Return the door a request came through."""
    door: Door = request.app.state.door
    return door


async def identify(request: Request, *, fallback: str | None = None) -> Caller:
    """Return the caller of a request, and let it through.

    ``fallback`` is a key sent in the body, as LibreTranslate's clients do.

    Raises:
        Refused: 401, no key or an unknown one; 429, too many requests.
    """
    door = door_of(request)
    caller: Caller | None = LOCAL
    if door.keys:
        token = token_in(request.headers, fallback)
        caller = door.keys.identify(token) if token else None
    if caller is None:
        metrics.REFUSED.labels("unauthorized").inc()
        hint = "send it as Authorization: Bearer …, X-API-Key or api_key"
        raise Refused(401, "unauthorized", "an API key is needed", hint=hint)
    request.state.caller = caller.name
    if caller.is_known and (wait := await door.rate.wait_s(caller.name)):
        metrics.REFUSED.labels("rate_limited").inc()
        raise Refused(429, "rate_limited", "too many requests", retry_after=wait)
    return caller


async def _admit(request: Request) -> Caller:
    return await identify(request)


async def _share(request: Request) -> Door:  # async, or it would be called in a thread
    return door_of(request)


Shared = Annotated[Door, Depends(_share)]
Admitted = Annotated[Caller, Depends(_admit)]
