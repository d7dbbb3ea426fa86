import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks.intake import document as intake
from tasks.intake.values import clean

MARKETS = ("US", "HK", "MO")
GOOD = {"id": "1", "title": "手机壳"}

BAD = [
    ({"id": None}, "missing", "field 'id': a document needs an id"),
    ({"id": "  "}, "missing", "field 'id'"),
    ({"id": True}, "missing", "field 'id'"),
    ({"id": "\u202e"}, "missing", "field 'id'"),
    ({"id": "x" * 256}, "too_long", "field 'id': 256 characters; at most 255"),
    ({"title": " "}, "empty", "field 'title': no text to translate"),
    ({"title": "\x01\u202e"}, "empty", "field 'title': no text to translate"),
    ({"title": ["a"]}, "type", "field 'title': text expected, not list"),
    ({"title": True}, "type", "field 'title': text expected, not bool"),
    ({"title": float("nan")}, "type", "field 'title': text expected, not float"),
    ({"body": "好" * 100_001}, "too_long", "field 'body': 100001 characters; at most 100000"),
    ({"tags": ["好" * 90_000] * 5}, "too_long", "450003 characters in all fields"),
    ({"tags": ["x"] * 1001}, "too_long", "field 'tags': 1001 items; at most 1000"),
    ({"kind": "ad"}, "unknown", "field 'kind': unknown kind; listing or note"),
    ({"version": "x"}, "type", "field 'version'"),
    ({"version": -1}, "type", "field 'version'"),
    ({"version": 2**63}, "type", "field 'version'"),
    ({"markets": ["XX"]}, "unknown",
     "field 'markets.0': unknown market 'XX'; known markets: US, HK, MO"),
    ({"markets": "US"}, "type", "field 'markets': list expected, not str"),
    ({"source": "klingonish!"}, "unknown", "field 'source'"),
    ({"source": "xx"}, "unknown", "field 'source': unknown language 'xx'"),
    ({"source": "a" * 41}, "too_long", "field 'source'"),
    ({"attributes": [{"name": 1, "value": {}}]}, "type", "field 'attributes.0.value'"),
    ({"attributes": ["材质"]}, "type", "field 'attributes.0': object expected, not str"),
    ({"variants": {"name": "x"}}, "type", "field 'variants'"),
    ({"variants": [{"name": "x", "values": "ab"}]}, "type", "field 'variants.0.values'"),
    ({"glossary": ["a"]}, "type", "field 'glossary'"),
    ({"extra": "x"}, "type", "field 'extra': object expected, not str"),
    ({"picture": b"\x00"}, "type", "field 'picture': bytes cannot be carried through as JSON"),
    ({"nest": json.loads("[" * 40 + "]" * 40)}, "type", "field 'nest': more than 32 levels"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "message"), BAD)
def test_parse_names_the_field(change, code, message):
    with pytest.raises(InvalidDocument) as caught:
        intake.parse(GOOD | change, MARKETS)
    assert caught.value.code == code
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("row", [None, "x", 1, [GOOD]])
def test_parse_takes_objects_only(row):
    with pytest.raises(InvalidDocument, match="not a JSON object"):
        intake.parse(row, MARKETS)


def test_parse_carries_unknown_fields_through():
    document = intake.parse(GOOD | {"sku": 7, "extra": {"a": [1, None]}}, MARKETS)
    assert document.extra == {"sku": 7, "a": [1, None]}


def test_parse_removes_what_is_never_seen_and_says_where():
    row = {"id": "1", "title": "a\u202eb\x00", "attributes": [{"name": "x", "value": "y\ud800"}]}
    document = intake.parse(row, MARKETS)
    assert (document.title, document.attributes[0].value) == ("ab", "y")
    assert set(document.cleaned) == {"title", "attributes.0.value"}


def test_parse_keeps_line_breaks_tabs_and_joined_emoji():
    text = "a\r\nb\tc 👨‍👩‍👧"
    document = intake.parse(GOOD | {"body": text}, MARKETS)
    assert (document.body, document.cleaned) == (text, ())


@pytest.mark.parametrize(
    ("code", "expected"),
    [("zh_CN", "zh-Hans"), ("zt", "zh-Hant"), ("yue", "yue"), ("auto", None), (None, None)],
)
def test_parse_normalizes_the_source(code, expected):
    assert intake.parse(GOOD | {"source": code}, MARKETS).source == expected


def test_restore_remembers_what_was_cleaned():
    document = intake.parse({"id": "1", "title": "a\u202eb", "cleaned": "mine"}, MARKETS)
    stored = json.loads(json.dumps(intake.to_json(document)))
    assert intake.restore(stored, MARKETS) == document
    assert (document.cleaned, document.extra) == (("title",), {"cleaned": "mine"})


TEXT = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(
    st.builds(
        Document,
        id=st.text(alphabet="abc123", min_size=1, max_size=9),
        title=TEXT.filter(lambda t: t.strip() and clean(t) == t),
        version=st.integers(0, 99),
        markets=st.lists(st.sampled_from(MARKETS), unique=True).map(tuple),
        glossary=st.dictionaries(st.sampled_from(["小米", "包邮"]), st.just("x")),
    )
)
def test_restore_reads_back_what_to_json_wrote(document):
    assert intake.restore(json.loads(json.dumps(intake.to_json(document))), MARKETS) == document


ANY_TEXT = st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["kind", "version", "title", "body", "attributes", "variants", "tags",
                         "source", "markets", "glossary", "extra", "sku"])  # fmt: skip


@settings(deadline=None)  # the first language loads the registry of all of them
@given(st.dictionaries(NAMES, JSON | st.text(alphabet="a\ud800\u202e", max_size=3)))
def test_parse_gives_a_document_that_can_be_written_or_a_named_error(row):
    with contextlib.suppress(InvalidDocument):
        document = intake.parse({"id": "1"} | row, MARKETS)
        written = json.dumps(intake.to_json(document), ensure_ascii=False, allow_nan=False)
        assert json.loads(written.encode("utf-8"))["id"] == "1"


@pytest.mark.parametrize("seller", ["named:ab12", "a/b", "a\nb", "s" * 201, ["s7"]])
def test_parse_refuses_what_no_shop_is_called(seller):
    with pytest.raises(InvalidDocument) as caught:
        intake.parse({"id": "1", "title": "包", "seller_id": seller}, ["US"])
    assert caught.value.field == "seller_id"


@pytest.mark.parametrize(
    "row",
    [
        {"extra": {"k\ud800": "\x00"}},
        {"k\ud800": {"\udfff": ["\u202e"]}},
        {"glossary": {"雾\ud800": "haze\ud800"}},
        {"attributes": [{"name\ud800": "\ud800", "name": "材质\ud800", "value": "棉"}]},
        {"title\ud800": "x", "tags": ["\ud800"]},
    ],
)
def test_parse_gives_nothing_that_utf_8_cannot_say(row):
    document = intake.parse({"id": "1", "title": "包", **row}, ["US"])
    json.dumps(intake.to_json(document), ensure_ascii=False).encode()
    assert intake.restore(intake.to_json(document), ["US"]) == document


@pytest.mark.parametrize(
    "row",
    [
        {"glossary": {"雾\ud800": []}},
        {"k\ud800": object()},
        {"title": "包", "markets": ["X\ud800"]},
        {"kind": "\ud800"},
        {"source": "\ud800"},
        {"seller_id": "a/\ud800"},
        {"attributes": [{"name": {"\ud800": 1}}]},
    ],
)
def test_parse_says_what_is_wrong_in_utf_8(row):
    with pytest.raises(InvalidDocument) as caught:
        intake.parse({"id": "1", "title": "包", **row}, ["US"])
    f"{caught.value} {caught.value.field} {caught.value.hint}".encode()


def test_a_term_without_a_target_is_refused():
    with pytest.raises(InvalidDocument, match=r"glossary\.小米.*no target"):
        intake.parse(GOOD | {"glossary": {"小米": " "}}, MARKETS)
