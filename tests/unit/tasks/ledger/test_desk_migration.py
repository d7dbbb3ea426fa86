"""What was translated before there was a desk is listed there."""

from alembic.command import downgrade
from alembic.config import Config
from sqlalchemy import text

from tasks.ledger.database import MIGRATIONS, connect
from tasks.ledger.journal import Journal
from tasks.ledger.product import Product
from tasks.ledger.products import Wanted
from tasks.ledger.translations import Place, Translations


def test_products_of_an_earlier_release_are_listed_and_corrections_stay(bare_url):
    engine = connect(bare_url)
    journal = Journal(engine)
    for number in range(3):
        whose = {"id": f"L{number}", "seller_id": "s7", "version": 1}
        job = journal.begin(journal.add([whose | {"title": f"毛线包 {number}"}])[0])
        told = {"title": "Bag", "language": "en-US", "status": "ok",
                "fields": {"title": {"status": "ok", "issues": []}}}  # fmt: skip
        journal.finish(job, [{**whose, "market": m, **told} for m in ("HK", "US")])
    Translations(engine).correct(Place(Product("L1", "s7"), "US", "title"), "Yarn bag", "ann")
    with engine.begin() as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(MIGRATIONS))
        downgrade(config, "0003")
        assert db.scalar(text("SELECT count(*) FROM edits")) == 1
    engine.dispose()
    again = connect(bare_url)
    found, _ = Translations(again).listed(Wanted(text="毛线包"), 10)
    assert {row["id"] for row in found} == {"L0", "L1", "L2"}
    assert set(found[0]["markets"]) == {"HK", "US"}
    _, shown, _ = Translations(again).detail(Product("L1", "s7"))
    assert shown[1]["title"] == "Yarn bag"
    again.dispose()
