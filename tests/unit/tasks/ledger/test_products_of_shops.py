"""The same id in two shops is two products; what was kept before that was so is kept."""

import json

import pytest
from alembic.command import downgrade, upgrade
from alembic.config import Config
from sqlalchemy import create_engine, text

from tasks.ledger.database import MIGRATIONS, connect
from tasks.ledger.edits import digest
from tasks.ledger.journal import Journal
from tasks.ledger.outbox import Outbox
from tasks.ledger.product import Product
from tasks.ledger.translations import Place, Translations

A, B = Product("1001", "shop-a"), Product("1001", "shop-b")


def document(product, version, title="包"):
    return {"id": product.id, "seller_id": product.seller_id, "version": version, "title": title}


def result(product, version, title):
    field = {"title": {"status": "ok", "issues": []}}
    whose = {"id": product.id, "seller_id": product.seller_id, "market": "US"}
    return {**whose, "version": version, "title": title, "fields": field, "status": "ok"}


@pytest.fixture
def engine(bare_url):
    engine = connect(bare_url)
    yield engine
    engine.dispose()


@pytest.fixture
def journal(engine):
    return Journal(engine, receivers=["r"])


def publish(journal, product, version, english, title="包"):
    job = journal.begin(journal.add([document(product, version, title)])[0])
    assert job, "overtaken by another shop"
    return journal.finish(job, [result(product, version, english)])


def test_older_version_of_another_shop_is_not_overtaken(engine, journal):
    publish(journal, A, 5, "A five")
    publish(journal, B, 1, "B one")
    store = Translations(engine)
    assert [store.read(p)[0]["title"] for p in (A, B)] == ["A five", "B one"]


def test_correction_of_a_shop_is_not_shown_in_another(engine, journal):
    publish(journal, A, 1, "Bag")
    publish(journal, B, 1, "Bag")
    store = Translations(engine)
    store.correct(Place(A, "US", "title"), "Shop A hand-made words")
    assert [store.read(p)[0]["title"] for p in (A, B)] == ["Shop A hand-made words", "Bag"]
    publish(journal, B, 2, "Bag")
    assert store.read(B)[0]["title"] == "Bag"


def test_switch_of_a_shop_holds_no_other(engine, journal):
    store = Translations(engine)
    store.turn(A, paused=True)
    assert (store.is_paused(A), store.is_paused(B)) == (True, False)
    (held,) = journal.add([document(A, 1)])
    assert journal.begin(held) is None
    (row,) = publish(journal, B, 1, "Bag")
    assert store.turn(B, paused=False) == ([], [])
    assert Outbox(engine).begin(row).translation["seller_id"] == "shop-b"
    assert store.turn(A, paused=False) == ([held], [])


def test_news_of_two_shops_are_two_deliveries(engine, journal):
    rows = {*publish(journal, A, 1, "A"), *publish(journal, B, 1, "B")}
    told = {Outbox(engine).begin(row).translation["title"] for row in rows}
    assert told == {"A", "B"}


def test_what_was_taken_back_is_told_from_what_another_shop_did(journal):
    publish(journal, A, 0, "A")
    publish(journal, B, 0, "B")
    (again,) = journal.add([document(A, 0)])
    assert journal.begin(again) is None  # still the newest of its shop: nothing to do


@pytest.fixture
def old(bare_url):
    """Return the URL of a store of release 0002, in which two shops share an id."""
    engine = create_engine(bare_url)
    with engine.begin() as db:
        upgrade(configured(db), "0002")
        for number, row in enumerate((document(A, 5, "包"), document(B, 6, "裙"))):
            values = {"id": f"j{number}", "text": json.dumps(row), "created": number}
            db.execute(text(JOB), values)
        shown = {"source": json.dumps(document(B, 6, "裙")), "result": json.dumps(SHOWN)}
        db.execute(text(TRANSLATION), shown)
        for field, source in (("title", "包"), ("tags.0", "gone")):
            db.execute(text(EDIT), {"field": field, "source": digest(source)})
        db.execute(text("INSERT INTO switches VALUES ('1001', true), ('never', true)"))
        db.execute(text(DELIVERY))
    engine.dispose()
    return bare_url


SHOWN = {key: value for key, value in result(B, 6, "Skirt").items() if key != "seller_id"}
JOB = """INSERT INTO jobs (id, state, attempts, leased, due, error, digest, document_id, version,
    markets, document, created, result) VALUES (:id, 'queued', 0, 0, 0, '', :id, '1001', 5, '',
    :text, :created, '')"""
TRANSLATION = "INSERT INTO translations VALUES ('1001', 'US', 6, 1, :source, :result)"
EDIT = "INSERT INTO edits VALUES ('1001', 'US', :field, 'words', :source, 1)"
DELIVERY = """INSERT INTO deliveries (id, state, attempts, leased, due, error, document_id, market,
    receiver, delivery) VALUES ('old', 'queued', 0, 0, 0, '', '1001', 'US', 'r', 'd1')"""


def configured(db):
    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def test_migration_gives_every_row_to_its_shop(old):
    engine = connect(old)
    store, journal = Translations(engine), Journal(engine, receivers=["r"])
    assert store.read(A) == []
    assert [t["title"] for t in store.read(B)] == ["Skirt"]
    assert [e["field"] for e in store.edits(B, "US")] == ["tags.0"]  # whose text nobody has
    assert [store.is_paused(p) for p in (A, B, Product("never"))] == [True, True, True]
    assert journal.begin("j0") is None
    assert store.turn(A, paused=False) == (["j0"], [])
    journal.finish(journal.begin("j0"), [result(A, 5, "Bag")])
    assert store.read(A)[0]["title"] == "words"  # the correction that was made for A's text
    engine.dispose()


def test_migration_keeps_a_delivery_the_place_of_newer_news(old):
    engine = connect(old)
    Translations(engine).turn(B, paused=False)
    (row,) = Outbox(engine).overdue()
    news = Outbox(engine).begin(row)
    assert (news.delivery, news.translation["title"]) == ("d1", "Skirt")
    (job,) = Journal(engine).add([document(B, 7, "裤")])
    journal = Journal(engine, receivers=["r"])
    assert journal.finish(journal.begin(job), [result(B, 7, "Trousers")]) == [row]
    engine.dispose()


def test_migration_taken_back_keeps_one_shop_of_an_id(old):
    engine = connect(old)
    publish(Journal(engine), Product("1001", "shop-c"), 1, "Hat")
    with engine.begin() as db:
        downgrade(configured(db), "0002")
        assert len(db.execute(text("SELECT * FROM translations")).all()) == 1
        assert len(db.execute(text("SELECT * FROM jobs")).all()) == 3
    engine.dispose()
    again = connect(old)
    assert Translations(again).read(B)
    again.dispose()
