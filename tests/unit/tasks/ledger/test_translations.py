import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InvalidDocument
from tasks.ledger.journal import Journal
from tasks.ledger.paths import text_at, with_text
from tasks.ledger.product import Product
from tasks.ledger.translations import Place, Translations, Untranslated

DOCUMENT = {
    "id": "1", "version": 1, "title": "毛线包", "tags": ["手工", "礼物"],
    "variants": [{"name": "颜色", "values": ["白", "蓝"]}],
}  # fmt: skip
ENGLISH = {
    "id": "1", "market": "US", "version": 1, "title": "Wool bag", "tags": ["Handmade", "Gift"],
    "variants": [{"name": "Color", "values": ["White", "Blue"]}], "status": "review",
    "fields": {"title": {"status": "review", "issues": [{"code": "loop"}]}},
}  # fmt: skip

ONE = Product("1")


@pytest.fixture
def store(engine):
    publish(engine, DOCUMENT, ENGLISH)
    return Translations(engine)


def publish(engine, document, english):
    journal = Journal(engine)
    journal.finish(journal.begin(journal.add([document])[0]), [english])


def test_correction_shows_and_settles_what_was_for_review(store):
    changed = store.correct(Place(ONE, "US", "title"), "Crocheted bag").translation
    assert changed["title"] == "Crocheted bag"
    assert changed["fields"]["title"] == {"status": "ok", "issues": [{"code": "edited"}]}
    assert changed["status"] == "ok"
    assert store.read(ONE) == [changed]


def test_correction_survives_a_new_translation_of_the_same_source(engine, store):
    store.correct(Place(ONE, "US", "variants.0.values.1"), "Haze blue")
    publish(engine, DOCUMENT | {"version": 2, "tags": []}, ENGLISH | {"version": 2, "tags": []})
    (shown,) = store.read(ONE)
    assert shown["variants"][0]["values"] == ["White", "Haze blue"]


def test_correction_of_another_source_is_kept_and_told_of(engine, store):
    """Never silently overwritten, and never shown for words it does not translate."""
    store.correct(Place(ONE, "US", "title"), "Crocheted bag")
    fields = {"title": {"status": "ok", "issues": []}}
    english = ENGLISH | {"version": 2, "title": "Leather bag", "fields": fields, "status": "ok"}
    publish(engine, DOCUMENT | {"version": 2, "title": "皮包"}, english)
    (shown,) = store.read(ONE)
    assert (shown["title"], shown["status"]) == ("Leather bag", "review")
    assert shown["fields"]["title"]["issues"][0]["code"] == "edit_outdated"
    outdated = {"field": "title", "text": "Crocheted bag", "outdated": True}
    assert store.edits(ONE, "US") == [outdated]
    publish(engine, DOCUMENT | {"version": 3}, ENGLISH | {"version": 3})
    assert store.read(ONE)[0]["title"] == "Crocheted bag"


def test_correction_taken_back_shows_the_machines_words(store):
    store.correct(Place(ONE, "US", "title"), "Crocheted bag")
    assert store.revert(Place(ONE, "US", "title")).translation == ENGLISH
    with pytest.raises(Untranslated):
        store.revert(Place(ONE, "US", "title"))


def test_correction_of_nothing_is_refused(store):
    with pytest.raises(Untranslated):
        store.correct(Place(Product("2"), "US", "title"), "x")
    with pytest.raises(Untranslated):
        store.correct(Place(ONE, "HK", "title"), "x")
    for field in ("body", "tags.7", "variants", "variants.0", "id.x", "fields.title.status"):
        with pytest.raises(InvalidDocument, match="no such field"):
            store.correct(Place(ONE, "US", field), "x")


@given(st.sampled_from(["title", "tags.1", "variants.0.name", "variants.0.values.0"]), st.text())
def test_text_that_was_put_is_the_text_that_is_found(path, text):
    changed = with_text(DOCUMENT, path, text)
    assert text_at(changed, path) == text
    assert with_text(changed, path, text_at(DOCUMENT, path)) == DOCUMENT
