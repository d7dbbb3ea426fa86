"""The packaged model, with its real weights, on the example listings."""

import re
import unicodedata
from pathlib import Path

import pytest

from pipeline.document import Document
from pipeline.glossary import Glossary
from pipeline.markets import load_markets
from pipeline.protect import find
from tasks import runtime
from tasks.intake import rows
from tasks.settings import Settings

pytestmark = pytest.mark.quality

EXAMPLES = Path(__file__).parents[2] / "examples" / "listings.jsonl"
LISTINGS = [d for d in rows.read_path(EXAMPLES, load_markets()) if isinstance(d, Document)]
TERMS = Glossary.load()
EXACT = {"link", "mention", "sticker", "emoji", "tag", "entity", "price", "code"}


@pytest.fixture(scope="module")
def pipeline(home):
    return runtime.build(Settings(home=home)).pipeline


@pytest.fixture(scope="module")
def results(pipeline):
    return pipeline(LISTINGS, ["US", "HK", "MO"])


def fields(document):
    return dict(document.fields())


def narrow(text):
    return unicodedata.normalize("NFKC", text)


def test_examples_are_many_and_mixed():
    assert len(LISTINGS) >= 30
    assert {d.kind for d in LISTINGS} == {"listing", "note"}


def test_everything_that_must_survive_survives(results):
    """In either width; the mark that closes a hashtag has no place in American copy."""
    sources = {d.id: fields(d) for d in LISTINGS}
    for result in results:
        for path, text in sources[result.document.id].items():
            shown = fields(result.document)[path]
            for span in find(text, TERMS.find(text, result.language)):
                if span.kind in EXACT and (result.market, span.text) != ("US", "[话题]"):
                    assert narrow(span.text) in narrow(shown), (result.market, path, span)


def test_every_source_number_is_in_the_conversion(results):
    """Hong Kong copy is converted, so that its digits can be compared one by one."""
    sources = {d.id: fields(d) for d in LISTINGS}
    for result in results:
        if result.market == "HK":
            for path, shown in fields(result.document).items():
                text = sources[result.document.id][path]
                if not re.search(r"\d斤", text):
                    assert re.findall(r"\d+", shown) == re.findall(r"\d+", text), path


def test_lines_and_options_stay(results):
    sources = {d.id: d for d in LISTINGS}
    for result in results:
        before, after = sources[result.document.id], result.document
        assert after.body.count("\n") == before.body.count("\n")
        for a, b in zip(before.variants, after.variants, strict=True):
            assert len(set(a.values)) == len(set(b.values))


def test_no_damage_is_shown(results):
    """What is not in English has been kept, and says so."""
    for result in results:
        if result.market != "US" or result.route == "none":
            continue
        for path, text in fields(result.document).items():
            if re.search(r"[\u4e00-\u9fff]", re.sub(r"\[话题\]|\[..R\]|@\w+", "", text)):
                codes = {issue.code for issue in result.fields[path].issues}
                assert "kept_source" in codes, (path, text)


def test_batch_gives_what_its_items_give_alone(pipeline, results):
    alone = [t for d in LISTINGS[:8] for t in pipeline([d], ["US"])]
    together = [t for t in results if t.market == "US"][:8]
    assert [t.document for t in alone] == [t.document for t in together]


def test_terms_come_out_as_agreed(results):
    (serum,) = [t for t in results if t.document.id == "L1023" and t.market == "US"]
    assert "Lancôme" in serum.document.title
    assert serum.document.attributes[0].value == "Lancôme"
