import pytest

from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.ledger.product import Product
from tasks.ledger.products import Wanted
from tasks.ledger.translations import Place, Translations


@pytest.fixture
def engine(store_url):
    engine = connect(store_url)
    yield engine
    engine.dispose()


def publish(engine, number, seller="s7", *, status="ok", version=1, title=None):
    title = title or f"毛线包 {number}"
    whose = {"id": f"L{number}", "seller_id": seller, "version": version}
    journal = Journal(engine)
    job = journal.begin(journal.add([whose | {"title": title}])[0])
    rows = [
        {**whose, "market": market, "title": "Bag", "language": "en-US", "status": each,
         "score": 0.5, "fields": {"title": {"status": each, "issues": [], "score": 0.5}}}
        for market, each in (("HK", "ok"), ("US", status))
    ]  # fmt: skip
    journal.finish(job, rows)


def ids(engine, limit=100, cursor="", **wanted):
    found, more = Translations(engine).listed(Wanted(**wanted), limit, cursor)
    return [row["id"] for row in found], more


def test_list_tells_what_each_market_has(engine):
    publish(engine, 1, status="held")
    ((row,), more) = Translations(engine).listed(Wanted(), 10)
    assert (row["id"], row["seller_id"], row["title"], row["state"]) == (
        "L1",
        "s7",
        "毛线包 1",
        "on",
    )
    assert row["markets"] == {
        "HK": {"status": "ok", "score": 0.5, "version": 1},
        "US": {"status": "held", "score": 0.5, "version": 1},
    }
    assert more == ""


def test_pages_hold_every_product_once_the_newest_first(engine):
    for number in range(7):
        publish(engine, number)
    seen, cursor = [], ""
    while True:
        page, cursor = ids(engine, 3, cursor)
        seen += page
        if not cursor:
            break
    assert seen == [f"L{number}" for number in reversed(range(7))]


def test_cursor_of_nobody_is_refused(engine):
    for cursor in ("x", "W10=", "bnVsbA=="):
        with pytest.raises(ValueError, match="cursor"):
            ids(engine, 3, cursor)


def test_filters(engine):
    publish(engine, 1, status="held")
    publish(engine, 2, "s8", status="review", title="皮包 100%_真")
    publish(engine, 3)
    Translations(engine).turn(Product("L3", "s7"), paused=True)
    assert ids(engine, seller_id="s8")[0] == ["L2"]
    assert ids(engine, state="held")[0] == ["L1"]
    assert ids(engine, market="US", state="ok")[0] == ["L3"]
    assert ids(engine, market="HK", state="ok")[0] == ["L3", "L2", "L1"]
    assert ids(engine, market="MO")[0] == []
    assert (
        ids(engine, text="皮包")[0]
        == ids(engine, text="0%_")[0]
        == ids(engine, text="L2")[0]
        == ["L2"]
    )
    assert ids(engine, text="%")[0] == ["L2"]
    assert ids(engine, paused=True)[0] == ["L3"]
    assert ids(engine, paused=False)[0] == ["L2", "L1"]


def test_list_follows_decisions_and_new_versions(engine):
    publish(engine, 1, status="held")
    store = Translations(engine)
    store.accept(Product("L1", "s7"), "US", 1)
    assert ids(engine, market="US", state="ok")[0] == ["L1"]
    publish(engine, 1, status="held", version=2, title="皮包")
    assert ids(engine, market="US", state="held")[0] == ["L1"]
    store.correct(Place(Product("L1", "s7"), "US", "title"), "Leather bag")
    publish(engine, 1, version=3, title="布包")
    assert ids(engine, market="US", state="outdated")[0] == ["L1"]


def test_detail_shows_source_and_translations(engine):
    publish(engine, 1)
    source, shown, paused = Translations(engine).detail(Product("L1", "s7"))
    assert (source["title"], [row["market"] for row in shown], paused) == (
        "毛线包 1",
        ["HK", "US"],
        False,
    )
    assert Translations(engine).detail(Product("L1", "s8")) == ({}, [], False)
