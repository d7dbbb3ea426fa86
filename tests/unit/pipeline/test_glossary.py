import pytest

from pipeline.errors import InvalidGlossary
from pipeline.glossary import Entry, Glossary, parse

TERMS = Glossary(
    (
        Entry("小米", "Xiaomi", "brand"),
        Entry("小米粥", "millet porridge", "category"),
        Entry("包邮", "free shipping", "policy"),
        Entry("雾霾蓝", "haze blue", "color"),
        Entry("荣耀", "HONOR", "brand", "also a common word: apply only in brand context"),
        Entry("yyds", "the GOAT", "slang"),
        Entry("MUJI", "MUJI", "keep"),
        Entry("best ever", "", "forbidden"),
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("小米手机包邮", [("小米", "Xiaomi"), ("包邮", "free shipping")]),
        ("小米粥好喝", []),
        ("雾霾蓝", [("雾霾蓝", "haze blue")]),
        ("喜欢雾霾蓝的", []),
        ("荣耀归来", []),
        ("荣耀", [("荣耀", "HONOR")]),
        ("平替YYDS！", [("YYDS", "the GOAT")]),
        ("MUJI风收纳", [("MUJI", None)]),
        ("AMUJI", []),
    ],
)
def test_find(text, found):
    assert [(s.text, s.value) for s in TERMS.find(text, "en")] == found


def test_find_is_for_the_language_of_the_entry():
    assert TERMS.find("小米手机", "zh-Hant-HK") == []
    assert TERMS.find("MUJI收纳", "zh-Hant-HK")[0].text == "MUJI"


def test_extended_narrower_scope_wins_and_changes_the_revision():
    shop = TERMS.extended([Entry("包邮", "ships free")])
    assert shop.find("包邮", "en")[0].value == "ships free"
    assert shop.with_terms({"包邮": "post free"}).find("包邮", "en")[0].value == "post free"
    assert (
        len({TERMS.revision, shop.revision, shop.with_terms({"包邮": "post free"}).revision}) == 3
    )


def test_extended_by_nothing_new_is_the_same():
    assert TERMS.extended([Entry("包邮", "free shipping", "policy")]) is TERMS


def test_revision_does_not_depend_on_order():
    assert Glossary(TERMS.entries[::-1]).revision == TERMS.revision


def test_forbidden_in_finds_terms_whatever_their_case():
    assert TERMS.forbidden_in("The Best Ever bag") == ["best ever"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("包邮", "glossary line 2: needs a source and a target"),
        ("\tx", "glossary line 2: needs a source and a target"),
        ("包邮\tfree\tnonsense", "line 2: unknown kind 'nonsense'; known kinds: attribute"),
    ],
)
def test_parse_names_the_line(line, message):
    with pytest.raises(InvalidGlossary, match=message):
        list(parse(["# comment", line]))


def test_packaged_glossary_loads():
    glossary = Glossary.load()
    assert len(glossary.entries) > 3000
    assert glossary.find("兰蔻小黑瓶", "en")[0].value.startswith("Lanc")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("5斤装大米", "rice"),
        ("小米粥", "millet porridge"),
        ("遥控器用5号电池", "AA batteries"),
        ("原价399现价199", "current price"),
        ("双12年终好价", "Double 12 (12.12)"),
        ("618年中大促", "mid-year sale"),
    ],
)
def test_packaged_terms_stand_in_a_sentence(text, says):
    assert says in [span.value for span in Glossary.load().find(text, "en")]
