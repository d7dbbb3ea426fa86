"""Translations that wait for a person: told as held, and out once somebody has decided."""

import json

import pytest

from tasks.delivery.receivers import body
from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.ledger.outbox import Outbox
from tasks.ledger.product import Product
from tasks.ledger.translations import Overtaken, Place, Translations, Untranslated

DOCUMENT = {"id": "1", "seller_id": "s", "version": 1, "title": "抗菌袜", "tags": ["手工"]}
HOLD = {"code": "prohibited_term", "detail": "antibacterial", "severity": "hold"}
ENGLISH = {
    "id": "1", "seller_id": "s", "market": "US", "version": 1, "title": "Antibacterial socks",
    "tags": ["Handmade"], "status": "held", "score": 0.3, "language": "en-US",
    "fields": {
        "title": {"status": "held", "issues": [HOLD], "score": 0.3},
        "tags.0": {"status": "ok", "issues": [], "score": 0.9},
    },
}  # fmt: skip
SOCKS = Product("1", "s")
TITLE = Place(SOCKS, "US", "title")


@pytest.fixture
def engine(store_url):
    engine = connect(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine):
    publish(engine)
    return Translations(engine, ["r"])


@pytest.fixture
def outbox(engine):
    return Outbox(engine, lease_s=0.2)


def publish(engine, version=1, source="抗菌袜", english="Antibacterial socks"):
    journal = Journal(engine, receivers=["r"])
    document = DOCUMENT | {"version": version, "title": source}
    job = journal.begin(journal.add([document])[0])
    return journal.finish(job, [ENGLISH | {"version": version, "title": english}])


def told(outbox, row):
    news = outbox.begin(row)
    outbox.delivered(news)
    return json.loads(body(news))


def test_held_is_told_without_a_word_of_it(engine, outbox):
    (row,) = publish(engine)
    news = told(outbox, row)
    assert (news["type"], news["translation"]["status"]) == ("translation.held", "held")
    assert news["translation"]["fields"]["title"]["issues"] == [HOLD]
    assert "socks" not in json.dumps(news)
    assert "Handmade" not in json.dumps(news)


def test_accepted_goes_out_whole(store, outbox):
    changed = store.accept(SOCKS, "US", 1, "ann")
    news = told(outbox, changed.deliveries[0])
    assert (news["type"], news["translation"]["title"]) == (
        "translation.updated", "Antibacterial socks",
    )  # fmt: skip
    assert news["translation"]["status"] == "ok"
    assert news["translation"]["fields"]["title"] == {
        "status": "ok", "issues": [{"code": "accepted"}],
    }  # fmt: skip
    assert "score" not in news["translation"]


def test_accepting_twice_is_news_once(store):
    first = store.accept(SOCKS, "US", 1, "ann")
    again = store.accept(SOCKS, "US", 1, "bob")
    assert again.translation == first.translation
    assert again.deliveries == []
    assert [deed.who for deed in store.history(SOCKS)] == ["ann"]


def test_a_version_that_was_overtaken_is_not_accepted(engine, store, outbox):
    (row,) = publish(engine, 2, "抗菌手套", "Antibacterial gloves")
    with pytest.raises(Overtaken) as refused:
        store.accept(SOCKS, "US", 1)
    assert refused.value.version == 2
    assert told(outbox, row)["type"] == "translation.held"


def test_what_was_accepted_stays_through_new_versions_of_the_same_words(engine, store, outbox):
    store.accept(SOCKS, "US", 1)
    (row,) = publish(engine, 2, english="Antimicrobial socks")
    assert told(outbox, row)["translation"]["title"] == "Antibacterial socks"


def test_a_new_source_is_held_again(engine, store, outbox):
    store.accept(SOCKS, "US", 1)
    (row,) = publish(engine, 2, "抗菌手套", "Antibacterial gloves")
    news = told(outbox, row)
    assert news["type"] == "translation.held"
    codes = [i["code"] for i in news["translation"]["fields"]["title"]["issues"]]
    assert codes == ["prohibited_term", "edit_outdated"]


def test_correcting_what_held_lets_it_out(store, outbox):
    changed = store.correct(TITLE, "Fresh socks", "ann")
    news = told(outbox, changed.deliveries[0])
    assert (news["type"], news["translation"]["title"]) == ("translation.updated", "Fresh socks")
    assert news["translation"]["score"] == 0.9


def test_taking_the_correction_back_holds_it_again(store, outbox):
    store.correct(TITLE, "Fresh socks")
    changed = store.revert(TITLE, "ann")
    assert told(outbox, changed.deliveries[0])["type"] == "translation.held"


def test_a_paused_product_keeps_what_was_accepted_until_it_is_on(store, outbox):
    store.turn(SOCKS, paused=True)
    (row,) = store.accept(SOCKS, "US", 1).deliveries
    assert outbox.begin(row) is None
    assert store.turn(SOCKS, paused=False)[1] == [row]
    assert told(outbox, row)["type"] == "translation.updated"


def test_history_tells_who_did_what(store):
    store.correct(TITLE, "Fresh socks", "ann")
    store.revert(TITLE, "bob")
    store.turn(SOCKS, paused=True, who="cy")
    store.accept(SOCKS, "US", 1, "dan")
    deeds = store.history(SOCKS)
    assert [(d.action, d.who) for d in deeds] == [
        ("accepted", "dan"), ("paused", "cy"), ("reverted", "bob"), ("edited", "ann"),
    ]  # fmt: skip
    assert (deeds[3].before, deeds[3].after) == ("Antibacterial socks", "Fresh socks")


def test_another_shop_has_nothing_to_accept(store):
    with pytest.raises(Untranslated):
        store.accept(Product("1", "other"), "US", 1)
