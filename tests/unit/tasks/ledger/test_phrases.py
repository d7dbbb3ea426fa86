import pytest

from tasks.glossary.phrases import Phrases
from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.ledger.product import Product
from tasks.ledger.translations import Place, Translations

DOCUMENT = {"id": "1", "seller_id": "s7", "version": 1, "title": "毛线包", "body": "好看！收到了。"}
ENGLISH = {
    "id": "1", "seller_id": "s7", "market": "US", "version": 1, "title": "Wool bag",
    "body": "Nice! Got it.", "language": "en-US", "status": "review",
    "fields": {
        "title": {"status": "review", "issues": [{"code": "low_score"}]},
        "body": {"status": "ok", "issues": []},
    },
}  # fmt: skip
BAG = Product("1", "s7")


@pytest.fixture
def store(store_url):
    engine = connect(store_url)
    journal = Journal(engine)
    journal.finish(journal.begin(journal.add([DOCUMENT])[0]), [ENGLISH])
    yield Translations(engine)
    engine.dispose()


@pytest.fixture
def phrases(store_url):
    found = Phrases(store_url)

    def find(seller, *sources, language="en-US"):
        found.catch_up()
        return found.find(seller, language, sources)

    return find


def test_corrected_segments_are_known_to_the_shop_alone(store, phrases):
    store.correct(Place(BAG, "US", "title"), "Yarn bag", "ann")
    assert phrases("s7", "毛线包", "皮包") == {"毛线包": "Yarn bag"}
    assert phrases("s8", "毛线包") == phrases("s7", "毛线包", language="pt-PT") == {}


def test_accepted_fields_are_remembered_whole_and_by_sentence(store, phrases):
    store.accept(BAG, "US", 1)
    assert phrases("s7", "好看！收到了。", "好看！", "毛线包") == {
        "好看！收到了。": "Nice! Got it.", "好看！": "Nice!", "毛线包": "Wool bag",
    }  # fmt: skip


def test_what_is_for_all_shops_gives_way_to_the_shops_own(store, phrases):
    store.correct(Place(BAG, "US", "title"), "Yarn bag", for_all=True)
    assert phrases("s8", "毛线包") == {"毛线包": "Yarn bag"}
    store.correct(Place(BAG, "US", "title"), "Our bag")
    assert phrases("s7", "毛线包") == {"毛线包": "Our bag"}
    assert phrases("s8", "毛线包") == {"毛线包": "Yarn bag"}


def test_what_was_taken_back_is_forgotten(store, phrases):
    store.correct(Place(BAG, "US", "title"), "Yarn bag")
    assert phrases("s7", "毛线包")
    store.revert(Place(BAG, "US", "title"))
    assert phrases("s7", "毛线包") == {}


def test_a_store_that_is_not_there_knows_nothing(tmp_path):
    assert Phrases("postgresql://nobody@127.0.0.1:1/none").find("s7", "en-US", ["包"]) == {}
