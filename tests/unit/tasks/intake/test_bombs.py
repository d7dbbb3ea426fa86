"""Small files that stand for large ones: read within a bound, which is told."""

import datetime
import gzip
import io
import tracemalloc

import pyarrow
import pytest
import zstandard
from pyarrow import parquet

from pipeline.errors import InvalidDocument
from tasks.backfill import input as source
from tasks.intake import delimited, rows
from tasks.intake import parquet as columnar

MB = 2**20
MOST = 200 * MB  # of Python's own memory, whatever a file unpacks to


@pytest.fixture
def bounded():
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST


def read(path):
    with source.Source(str(path)) as opened:
        return list(opened.rows())


def reasons(found):
    return [row.code for _, row in found if isinstance(row, InvalidDocument)]


def test_record_that_never_ends_is_told_and_is_the_last(tmp_path, bounded):
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write('id,title\n1,包\n2,"')
        for _ in range(40):
            file.write(f"{'x' * 1000},\n" * 1000)
    found = read(path)
    assert reasons(found) == ["csv"]
    assert [row["id"] for _, row in found[:-1]] == ["1"]
    assert str(delimited.LONGEST_LINE) in found[-1][1].hint


def test_record_of_too_many_cells_is_told_and_the_next_is_read(bounded):
    text = "id,title\n1," + "," * (delimited.MOST_CELLS + 1) + "\n2,包\n"
    (_, bad), (number, good) = rows.reader(".csv")(io.BytesIO(text.encode()))
    assert (bad.code, number, good["title"]) == ("csv", 3, "包")


def test_line_number_after_a_record_of_several_lines():
    text = 'id,title\n1,"a\nb"\n2,包\n'
    assert [n for n, _ in rows.reader(".csv")(io.BytesIO(text.encode()))] == [2, 4]


def test_line_that_never_ends_is_told_within_the_bound(tmp_path, bounded):
    path = tmp_path / "bomb.jsonl.zst"
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as packed:
        packed.write(b'{"id": "1", "title": "a"}\n')
        for _ in range(600):
            packed.write(b"y" * MB)
        packed.write(b'\n{"id": "2", "title": "a"}\n')
    found = read(path)
    assert reasons(found) == ["too_long"]
    assert [row["id"] for _, row in found if not isinstance(row, InvalidDocument)] == ["1", "2"]


def table(tmp_path, columns, **options):
    path = tmp_path / "table.parquet"
    parquet.write_table(pyarrow.table(columns), path, **options)
    return path


def test_dictionary_of_one_huge_text_is_told_row_by_row(tmp_path, bounded):
    words = pyarrow.array(["包", "y" * (20 * MB), "裙"])
    titles = pyarrow.DictionaryArray.from_arrays([0, *[1] * 598, 2], words)
    columns = {"id": [str(i) for i in range(600)], "title": titles}
    path = table(tmp_path, columns, compression="zstd", dictionary_pagesize_limit=100 * MB)
    assert path.stat().st_size < MB
    found = read(path)
    assert reasons(found) == ["too_long"] * 598
    good = [row["title"] for _, row in found if not isinstance(row, InvalidDocument)]
    assert good == ["包", "裙"]


def test_dictionary_of_texts_is_read_as_texts(tmp_path):
    columns = {"id": ["1", "2"], "title": ["包", None], "tags": [["a", "b"], None]}
    found = [row for _, row in read(table(tmp_path, columns))]
    assert found == [{"id": "1", "title": "包", "tags": ["a", "b"]}, {"id": "2"}]


def test_row_group_that_is_too_large_is_told_and_the_next_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(columnar, "LARGEST_GROUP", 10_000)
    texts = [*(f"{i}" * 5000 for i in range(3)), "包"]
    path = table(tmp_path, {"id": list("abcd"), "title": texts}, row_group_size=3)
    (number, bad), (last, good) = read(path)
    assert (number, bad.code, last, good["title"]) == (1, "too_large", 4, "包")


@pytest.mark.parametrize(
    "column",
    [
        pyarrow.array([0, 2**52, 0], pyarrow.timestamp("ms")),
        pyarrow.array([0, 1, 0], pyarrow.timestamp("ns")),
        pyarrow.array([0, -(2**62), 0], pyarrow.timestamp("us")),
        pyarrow.array([0, 2**31 - 1, 0], pyarrow.date32()),
    ],
)
def test_time_that_cannot_be_read_is_told_by_row_and_column(tmp_path, column):
    found = read(table(tmp_path, {"id": list("abc"), "title": list("包裙裤"), "made": column}))
    (n, first), (number, bad), (_, last) = found
    assert (n, first["id"], number, last["id"]) == (1, "a", 2, "c")
    assert isinstance(bad, InvalidDocument)
    assert (bad.code, bad.field) == ("type", "made")


def test_time_in_the_range_is_carried_through(tmp_path):
    made = pyarrow.array([datetime.datetime(2026, 1, 2)], pyarrow.timestamp("ns"))
    ((_, row),) = read(table(tmp_path, {"id": ["a"], "title": ["包"], "made": made}))
    assert str(row["made"]).startswith("2026-01-02")


def test_packed_file_that_fills_the_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "LARGEST", 5 * MB)
    path = tmp_path / "bomb.parquet.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"\0" * (20 * MB))
    ((number, bad),) = read(path)
    assert (number, bad.code) == (1, "too_large")


def test_packed_columns_that_are_cut_off_are_told(tmp_path):
    path = tmp_path / "cut.parquet.gz"
    path.write_bytes(gzip.compress(b"PAR1" * 1000)[:-9])
    ((_, bad),) = read(path)
    assert bad.code == "archive"
