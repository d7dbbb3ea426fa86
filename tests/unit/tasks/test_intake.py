import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks import intake

MARKETS = ("US", "HK", "MO")
GOOD = {"id": "1", "title": "手机壳"}


def read(*lines):
    data = b"\n".join(x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines)
    return list(intake.read(io.BytesIO(data), MARKETS))


BAD = [
    (b'{"id": "1", "title": ', "json", "line 2: malformed JSON"),
    (b'["not", "an object"]', "type", "line 2: not a JSON object"),
    (b"\x00\x01\x02binary", "binary", "line 2: not a text file"),
    (b'{"id": "1", "title": "\xff\xfe"}', "encoding", "line 2: not UTF-8; byte 22 is 0xff"),
    (b"[" * 100_000, "json", "line 2: malformed JSON"),
    ({"title": "a"}, "missing", "line 2, field 'id': a document needs an id"),
    ({"id": "  ", "title": "a"}, "missing", "line 2, field 'id'"),
    ({"id": "2", "title": " "}, "empty", "line 2, field 'title': no text to translate"),
    ({"id": "2", "title": "a", "markets": ["XX"]}, "unknown",
     "line 2, field 'markets.0': unknown market 'XX'; known markets: US, HK, MO"),
    ({"id": "2", "title": "a", "source": "klingonish!"}, "unknown", "line 2, field 'source'"),
    ({"id": "2", "title": "a", "kind": "ad"}, "unknown", "line 2, field 'kind'"),
    ({"id": "2", "title": "a", "version": "x"}, "type", "line 2, field 'version'"),
    ({"id": "2", "title": ["a"]}, "type", "line 2, field 'title': text expected, not list"),
    ({"id": "2", "body": "好" * 100_001}, "too_long", "line 2, field 'body': 100001 characters"),
    ({"id": "2", "title": "a", "attributes": [{"name": 1, "value": {}}]}, "type",
     "line 2, field 'attributes.0.value'"),
    ({"id": "2", "title": "a", "variants": {"name": "x"}}, "type", "line 2, field 'variants'"),
    ({"id": "1", "title": "a"}, "duplicate", "line 2, field 'id': id '1' was on line 1"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "message"), BAD)
def test_read_names_field_and_line_and_loses_nothing_else(line, code, message):
    first, bad, last = read(GOOD, line, {"id": "9", "title": "b"})
    assert isinstance(bad, InvalidDocument)
    assert bad.code == code
    assert str(bad).startswith(message)
    assert (first.id, last.id) == ("1", "9")


def test_read_five_megabytes_of_body_is_one_clear_error():
    (bad,) = read({"id": "1", "body": "x" * 5_000_000})
    assert bad.code == "too_long"
    assert bad.line == 1


def test_read_skips_blank_lines_and_keeps_counting():
    _, bad = read(GOOD, b"", b"  ", {"title": "no id"})
    assert bad.line == 4


def test_parse_carries_unknown_fields_through():
    document = intake.parse(GOOD | {"sku": 7, "extra": {"a": 1}}, MARKETS)
    assert document.extra == {"sku": 7, "a": 1}


def test_parse_removes_what_is_never_seen_and_says_where():
    row = {"id": "1", "title": "a\u202eb\x00", "attributes": [{"name": "x", "value": "y\ud800"}]}
    document = intake.parse(row, MARKETS)
    assert (document.title, document.attributes[0].value) == ("ab", "y")
    assert set(document.cleaned) == {"title", "attributes.0.value"}


@pytest.mark.parametrize(
    ("code", "expected"), [("zh_CN", "zh-Hans"), ("zt", "zh-Hant"), ("auto", None), (None, None)]
)
def test_parse_normalizes_the_source(code, expected):
    assert intake.parse(GOOD | {"source": code}, MARKETS).source == expected


TEXT = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(
    st.builds(
        Document,
        id=st.text(alphabet="abc123", min_size=1, max_size=9),
        title=TEXT.filter(lambda t: t.strip() and intake.clean(t) == t),
        version=st.integers(0, 99),
        markets=st.lists(st.sampled_from(MARKETS), unique=True).map(tuple),
        glossary=st.dictionaries(st.sampled_from(["小米", "包邮"]), st.just("x")),
    )
)
def test_parse_reads_back_what_to_json_wrote(document):
    assert intake.parse(json.loads(json.dumps(intake.to_json(document))), MARKETS) == document
