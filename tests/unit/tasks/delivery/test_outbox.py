import pytest

from tasks.ledger.journal import Journal
from tasks.ledger.outbox import Outbox
from tasks.ledger.product import Product
from tasks.ledger.translations import Place, Translations

ONE = Product("1")


@pytest.fixture
def journal(engine):
    return Journal(engine, receivers=["r"])


@pytest.fixture
def outbox(engine):
    return Outbox(engine, max_attempts=2)


def publish(journal, version, title="Bag"):
    """Publish a version and return the row that tells of it."""
    document = {"id": "1", "version": version, "title": "包"}
    done = journal.begin(journal.add([document])[0])
    fields = {"title": {"status": "ok", "issues": []}}
    told = {"id": "1", "market": "US", "version": version, "title": title}
    (row,) = journal.finish(done, [{**told, "fields": fields, "status": "ok"}])
    return row


def test_news_is_delivered_once(journal, outbox):
    row = publish(journal, 1)
    news = outbox.begin(row)
    assert (news.receiver, news.translation["title"], news.attempt) == ("r", "Bag", 1)
    assert outbox.delivered(news) is False
    assert outbox.begin(row) is None


def test_every_attempt_has_the_same_delivery_id(journal, outbox):
    row = publish(journal, 1)
    first = outbox.begin(row)
    assert outbox.fail(first, "status_500", 0) is False
    second = outbox.begin(row)
    assert (second.delivery, second.attempt) == (first.delivery, 2)


def test_newer_news_takes_the_place_of_unsent_news(journal, outbox):
    rows = {publish(journal, 1, "old"), publish(journal, 2, "new")}
    assert len(rows) == 1
    assert outbox.begin(rows.pop()).translation["title"] == "new"


def test_newer_news_waits_for_older_news_under_way_and_follows_it(journal, outbox):
    row = publish(journal, 1, "old")
    old = outbox.begin(row)
    publish(journal, 2, "new")
    assert outbox.begin(row) is None
    assert outbox.delivered(old) is True
    new = outbox.begin(row)
    assert (new.translation["title"], new.delivery != old.delivery) == ("new", True)
    assert outbox.delivered(new) is False


def test_older_news_that_fails_makes_way_for_newer_news(journal, outbox):
    row = publish(journal, 1)
    old = outbox.begin(row)
    publish(journal, 2)
    assert outbox.fail(old, "status_410", None) is True
    assert outbox.begin(row).attempt == 1


def test_news_that_was_tried_enough_is_set_aside(journal, outbox):
    row = publish(journal, 1)
    for _ in range(2):
        outbox.fail(outbox.begin(row), "status_500", 0)
    assert outbox.begin(row) is None


def test_news_of_a_paused_product_waits(engine, journal, outbox):
    row = publish(journal, 1)
    store = Translations(engine)
    store.turn(ONE, paused=True)
    assert outbox.begin(row) is None
    assert store.turn(ONE, paused=False) == ([], [row])
    assert outbox.begin(row)


def test_correction_is_news(engine, journal, outbox):
    row = publish(journal, 1)
    outbox.delivered(outbox.begin(row))
    changed = Translations(engine, ["r"]).correct(Place(ONE, "US", "title"), "Yarn bag")
    assert changed.deliveries == [row]
    assert outbox.begin(row).translation["title"] == "Yarn bag"
