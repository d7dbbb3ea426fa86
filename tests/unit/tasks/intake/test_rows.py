import datetime
import io
import json

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from pipeline.errors import InvalidDocument
from tasks.intake import rows

MARKETS = ("US", "HK", "MO")
GOOD = {"id": "1", "title": "手机壳"}
LISTING = GOOD | {"tags": ["手工"], "variants": [{"name": "颜色", "values": ["白"]}]}


def read(*lines):
    data = b"\n".join(x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines)
    return list(rows.read(io.BytesIO(data), MARKETS))


def read_file(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(rows.read_path(path, MARKETS))


BAD_LINES = [
    (b'{"id": "1", "title": ', "json", "line 2: malformed JSON; column 22"),
    (b'["not", "an object"]', "type", "line 2: not a JSON object"),
    (b"\x00\x01\x02binary", "binary", "line 2: not a text file"),
    (b'{"id": "1", "title": "\xff\xfe"}', "encoding", "line 2: not UTF-8; byte 22 is 0xff"),
    (b"[" * 100_000, "json", "line 2: malformed JSON; nested too deep"),
    (b'{"id": "2", "title": NaN}', "json", "line 2: malformed JSON; NaN is not JSON"),
    (b'{"id": "2", "version": ' + b"9" * 5000 + b"}", "json", "line 2: malformed JSON"),
    ({"title": "a"}, "missing", "line 2, field 'id': a document needs an id"),
    ({"id": "2", "title": " "}, "empty", "line 2, field 'title': no text to translate"),
    ({"id": "2", "title": "a", "markets": ["XX"]}, "unknown",
     "line 2, field 'markets.0': unknown market 'XX'; known markets: US, HK, MO"),
    ({"id": "2", "title": "a", "source": "xx"}, "unknown", "line 2, field 'source'"),
    ({"id": "2", "body": "x" * 5_000_000}, "too_long",
     "line 2, field 'body': 5000000 characters; at most 100000"),
    (b'{"id": "2", "title": "' + b"x" * rows.LONGEST_LINE * 2 + b'"}', "too_long",
     "line 2: more than 16777216 bytes in a line"),
    ({"id": "1", "title": "a"}, "duplicate", "line 2, field 'id': id '1' was on line 1"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "message"), BAD_LINES)
def test_read_names_field_and_line_and_loses_nothing_else(line, code, message):
    first, bad, last = read(GOOD, line, {"id": "9", "title": "b"})
    assert isinstance(bad, InvalidDocument)
    assert bad.code == code
    assert str(bad).startswith(message)
    assert (first.id, last.id) == ("1", "9")


BINARY = {
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\n\x00" * 50,
    "gzip": b"\x1f\x8b\x08\x08" + b"a\n" * 50,
    "utf-16": '{"id":"1","title":"包"}\n'.encode("utf-16"),
}


@pytest.mark.parametrize("data", BINARY.values(), ids=BINARY)
def test_read_of_a_binary_file_is_one_error(data):
    (bad,) = rows.read(io.BytesIO(data), MARKETS)
    assert (bad.code, bad.line) == ("binary", 1)


def test_read_of_a_list_says_how_to_write_it():
    (bad,) = read([GOOD])
    assert "one object a line" in str(bad)


def test_read_skips_blank_lines_and_keeps_counting():
    _, bad = read(GOOD, b"", b"  ", {"title": "no id"})
    assert bad.line == 4


def test_read_takes_a_byte_order_mark_and_windows_line_ends():
    (good,) = read(b'\xef\xbb\xbf{"id": "1", "title": "x"}\r')
    assert good.title == "x"


@settings(deadline=None)  # it touches the disk
@given(st.binary(max_size=60), st.sampled_from(["a.jsonl", "a.csv"]))
def test_read_of_anything_is_documents_or_errors_with_lines(tmp_path_factory, data, name):
    found = read_file(tmp_path_factory.getbasetemp(), name, data)
    assert all(row.line for row in found if isinstance(row, InvalidDocument))


def test_read_csv_takes_json_in_cells_and_names_the_line(tmp_path):
    text = 'id,title,tags\n1,手机壳,"[""手工""]"\n2,,\n3,包,[broken\n'
    good, empty, broken = read_file(tmp_path, "in.csv", text)
    assert good.tags == ("手工",)
    assert (empty.code, empty.line) == ("empty", 3)
    assert (broken.code, broken.line, broken.field) == ("json", 4, "tags")


def test_read_csv_takes_plain_words_versions_and_any_case_of_suffix(tmp_path):
    text = 'id,title,tags,markets,version,sku\n1,包,"手工, ins风","US,HK",3,x9\n'
    (good,) = read_file(tmp_path, "in.CSV", text)
    assert (good.tags, good.markets, good.version) == (("手工", "ins风"), ("US", "HK"), 3)
    assert good.extra == {"sku": "x9"}


def test_read_csv_counts_the_lines_of_a_cell(tmp_path):
    _, bad = read_file(tmp_path, "in.csv", 'id,title,body\n1,a,"x\ny"\n2,,\n')
    assert bad.line == 4


CSV = [
    (b"id,title\n1," + b"\xb0\xfc" + "\n2,包\n".encode(),
     "line 2, field 'title': not UTF-8: byte 0xb0"),
    (b"id,title\n1,a,b,c\n2,x\n", "line 2: 4 cells, but 2 columns"),
    ("id,title,version\n1,a,²\n2,x,1\n".encode(), "line 2, field 'version'"),
    (b"id,body\n1," + b"a" * 200_000 + b"\n2,x\n", "line 2, field 'body': 200000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), CSV)
def test_read_csv_names_a_bad_row_and_goes_on(tmp_path, data, message):
    bad, good = read_file(tmp_path, "in.csv", data)
    assert str(bad).startswith(message)
    assert good.id == "2"


WHOLE = [
    ("a.csv", b"\x89PNG\r\n\x1a\n\x00", "line 2: not a text file"),
    ("a.csv", b"id\x00,title\n1,x\n", "line 1: not a text file"),
    ("a.csv", b"foo,bar\n1,x\n", "line 1, field 'title': no heading is known; found: foo, bar"),
    ("a.csv", b"id,title,title\n1,x,y\n", "line 1: two columns have the same name"),
    ("a.csv", b'id,title\n1,"a\n2,x\n', "line 2: malformed CSV; unexpected end of data"),
    ("a.parquet", b"PAR1xxxx", "line 1: damaged, or not a Parquet file"),
    ("a.parquet", b"", "line 1: damaged, or not a Parquet file"),
]


@pytest.mark.parametrize(("name", "data", "message"), WHOLE)
def test_read_of_a_useless_file_is_one_error(tmp_path, name, data, message):
    (bad,) = read_file(tmp_path, name, data)
    assert str(bad).startswith(message)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_read_of_an_empty_file_is_nothing(tmp_path, name):
    assert read_file(tmp_path, name, b"") == []


def test_read_parquet_takes_nested_columns(tmp_path):
    path = tmp_path / "in.parquet"
    parquet.write_table(pyarrow.Table.from_pylist([LISTING, {"id": None, "title": "x"}]), path)
    good, bad = rows.read_path(path, MARKETS)
    assert good.variants[0].values == ("白",)
    assert (bad.code, bad.line) == ("missing", 2)


def test_read_parquet_takes_dates_and_numbers_with_gaps(tmp_path):
    path = tmp_path / "in.parquet"
    day = datetime.date(2026, 1, 2)
    columns = {"id": [1, 2], "title": ["a", "b"], "version": [3.0, float("nan")], "day": [day] * 2}
    parquet.write_table(pyarrow.table(columns), path)
    found = list(rows.read_path(path, MARKETS))
    assert [(d.id, d.version, d.extra["day"]) for d in found] == [
        ("1", 3, "2026-01-02"), ("2", 0, "2026-01-02"),
    ]  # fmt: skip


def test_read_takes_the_same_id_in_two_shops_for_two_products():
    lines = [{"id": "1", "title": "包", "seller_id": shop} for shop in ("a", "b", "", "a")]
    file = io.BytesIO("\n".join(map(json.dumps, lines)).encode())
    *good, again = rows.read(file, ["US"])
    assert [document.seller_id for document in good] == ["a", "b", ""]
    assert (again.code, again.line) == ("duplicate", 4)
