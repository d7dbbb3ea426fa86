import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC
from walks import GLOSSARY, ByScript, Models, Opinionated, build, spell

import pipeline
from models.base import Pair
from models.calibration import Calibration, Fit
from pipeline import claims
from pipeline.cache import SegmentCache
from pipeline.claims import Finder, Prohibited
from pipeline.document import Document
from pipeline.fit import prohibited, restricted
from pipeline.markets import load_markets, market
from pipeline.run import Pipeline

US, HK = market("US"), market("HK")


def test_table_has_a_reason_a_hint_and_a_law_for_every_claim():
    rows = [row for rows in claims.load().values() for row in rows]
    assert len({row.claim for row in rows}) >= 150
    assert all(row.reason and row.hint and row.law for row in rows)
    assert set(claims.load()) == {"US", "HK", "MO"}
    for name, mine in claims.load().items():
        terms = [(row.side, row.term.casefold()) for row in mine]
        assert len(terms) == len(set(terms)), name


@pytest.mark.parametrize(
    "line", ["US\thold\tx", "US\tmaybe\ta\tb\tc\td\te\tf", "US\thold" + "\t" * 6]
)
def test_a_line_that_is_no_claim_is_named(tmp_path, line):
    path = tmp_path / "claims.tsv"
    path.write_text(f"# comment\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match="line 2"):
        claims.load(path)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("这款抗菌袜子降血糖", ["降血糖", "抗菌"]),
        ("高仿真花 象牙白 免费送货 电子烟花", []),
        ("Cures cancer", ["cures cancer", "cures"]),
        ("obscures", []),
    ],
)
def test_claims_are_found_in_what_sellers_write(text, terms):
    assert [row.term for row in restricted(text, US)] == terms


@pytest.mark.parametrize("name", ["US", "HK", "MO"])
@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [("治疗糖尿病", "治療糖尿病"), ("加微信联系", "加微信聯繫"), ("丰胸减肥药", "豐胸減肥藥")],
)
def test_claims_are_found_in_either_script(name, simplified, traditional):
    found = restricted(simplified, market(name))
    assert found
    assert {r.claim for r in restricted(traditional, market(name))} == {r.claim for r in found}


def test_every_claim_of_a_market_is_found_in_traditional_sources():
    """What a mainland seller writes, in the characters of Hong Kong."""
    converter = OpenCC("s2hk")
    for name, rows in claims.load().items():
        find = Finder(rows)
        for row in rows:
            if row.side == "source":
                written = converter.convert(row.term)
                assert row.claim in {r.claim for r in find(written)}, (name, row.term, written)


def test_laws_are_named_by_section():
    """A row that names no section, article, part or chapter sends nobody anywhere."""
    for name, rows in claims.load().items():
        for row in rows:
            assert re.search(r"\d", row.law) or row.kind == "contact", (name, row.term, row.law)
            assert "restricted goods" not in row.law


def test_terms_of_one_claim_are_told_once():
    assert len(prohibited("kills germs, germ-killing, kills 99.9%", US)) == 1


WORDS = st.text(alphabet="ab抗菌 ", min_size=1, max_size=4)


@given(
    st.lists(WORDS.filter(str.strip), min_size=1, max_size=6),
    st.text(alphabet="ab抗菌 ", max_size=30),
)
def test_finder_finds_what_looking_for_each_term_would(terms, text):
    rows = [Prohibited(term, "x", "hold") for term in terms]
    found = Finder(rows)(text)
    assert found == [row for row in rows if _stands(row.term, text)]


def _stands(term, text):
    starts = (i for i in range(len(text)) if text.startswith(term, i))
    return any(not _joined(text, i) and not _joined(text, i + len(term)) for i in starts)


def _joined(text, at):
    return 0 < at < len(text) and all(c.isascii() and c.isalnum() for c in text[at - 1 : at + 1])


def test_a_claim_in_the_source_holds_a_translation_that_lost_it():
    (told,) = build()([Document("1", title="抗菌袜子", tags=("好看",))], ["US"])
    (issue,) = told.fields["title"].issues
    assert (issue.code, issue.detail, issue.severity) == ("prohibited_source", "抗菌", "hold")
    assert (told.status, told.fields["tags.0"].status) == ("held", "ok")
    assert told.to_json()["fields"]["title"]["issues"][0]["law"].startswith("FIFRA")


def test_a_claim_in_a_text_that_is_kept_is_told():
    (told,) = build()([Document("1", title="This tea cures cancer", source="en")], ["US"])
    assert told.document.title == "This tea cures cancer"
    assert told.status == "held"


def test_a_claim_for_review_does_not_hold():
    (told,) = build()([Document("1", title="燃脂裤")], ["US"])
    assert (told.status, [i.severity for i in told.fields["title"].issues]) == (
        "review",
        ["review"],
    )


def test_a_market_says_which_scores_hold_and_which_are_for_review(tmp_path):
    path = tmp_path / "markets.toml"
    table = Path(pipeline.__file__).with_name("markets.toml").read_text("utf-8")
    rule = "[market.US]\nreview_below = 0.99\nhold_below = 0.5\n"
    path.write_text(table.replace("[market.US]\n", rule, 1), "utf-8")
    fit = Fit(("mean",), (-1.0,), (0.5,), ((2.0,),), 0.0, review_below=0.0)
    english = Opinionated(Pair("zh", "en"), Calibration((fit,)), reply=spell)
    walk = Pipeline(detector=ByScript(), registry=Models(english), markets=load_markets(path),
                    glossary=GLOSSARY, cache=SegmentCache(None))  # fmt: skip
    (told,) = walk([Document("1", title="好看", body="怪怪的")], ["US"])
    assert told.fields["title"].status == "review"
    assert told.fields["body"].status == told.status == "held"
