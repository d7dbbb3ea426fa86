"""Which product, market and field a request is about, and the store that knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Query

from tasks.intake import document as intake
from tasks.intake import identity
from tasks.ledger.product import Product
from tasks.ledger.translations import Overtaken, Place, Translations, Untranslated
from tasks.web.door import rights
from tasks.web.door.admission import Admitted, Door
from tasks.web.door.api_keys import Caller
from tasks.web.door.refusal import Refused

_T = TypeVar("_T")
_Text = TypeVar("_Text", str, str | None)

DocumentId = Annotated[
    str, Path(max_length=identity.LONGEST_ID, description="or - and ?id=", examples=["L1001"])
]
Id = Annotated[
    str | None,
    Query(max_length=identity.LONGEST_ID, description="in place of the path's, which holds no /"),
]
SellerId = Annotated[
    str | None,
    Query(max_length=identity.LONGEST_SELLER, description="whose it is; by default the key's shop"),
]
Market = Annotated[str, Path(max_length=intake.LONGEST_CODE, examples=["US"])]
FieldPath = Annotated[
    str, Path(max_length=64, description="as under `fields`", examples=["title", "tags.0"])
]


def _product(
    document_id: DocumentId, caller: Admitted, id: Id = None, seller_id: SellerId = None
) -> Product:
    return Product(seen(id or document_id), rights.shop(caller, seen(seller_id), "seller_id"))


Named = Annotated[Product, Depends(_product)]


def _place(product: Named, market: Market, field: FieldPath) -> Place:
    return Place(product, seen(market), seen(field))


Placed = Annotated[Place, Depends(_place)]


async def ask(door: Door, question: Callable[[Translations], _T]) -> _T:
    """Return what the store answers, off the event loop."""
    try:
        return await door.ask(question)
    except Untranslated as error:
        raise missing() from error
    except Overtaken as error:
        hint = f"look at version {error.version} first"
        raise Refused(409, "overtaken", str(error), field="version", hint=hint) from error


async def deliver(door: Door, deliveries: list[str]) -> None:
    """Send what is news."""
    from tasks.delivery import deliver as delivery  # Celery: not for those who only preview

    await door.send(delivery.deliver, deliveries)


def seen(name: _Text) -> _Text:
    """Return a name that the store may be asked for; no document has one that the door cleans."""
    if name and intake.clean(name) != name:
        raise missing()
    return name


def whose(caller: Caller, seller_id: str | None) -> str | None:
    """Return the shop to look in; None for a key of the platform that names none."""
    if caller.seller_id is None and not seller_id:
        return None
    return rights.shop(caller, seen(seller_id), "seller_id")


def missing() -> Refused:
    """Return what is said of what is not there, and of what is another shop's."""
    hint = "publish the document for this market first; ?seller_id= says whose it is"
    return Refused(404, "not_found", "no such translation or correction", hint=hint)
