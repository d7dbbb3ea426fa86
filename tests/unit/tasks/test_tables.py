import csv
import json

import pyarrow
import pytest
from pyarrow import parquet
from walks import build

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks import tables

MARKETS = ("US", "HK")
LISTING = {
    "id": "1",
    "title": "手机壳",
    "tags": ["手工"],
    "variants": [{"name": "颜色", "values": ["白"]}],
}


def written(tmp_path, form, title="手机壳"):
    path = tmp_path / f"out.{form}"
    write, close = tables.writer(path, form)
    for result in build()([Document("1", title=title, tags=("手工",), markets=MARKETS)]):
        write(result)
    close()
    return path


def test_read_csv_takes_json_in_cells_and_names_the_line(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text('id,title,tags\n1,手机壳,"[""手工""]"\n2,,\n3,包,[broken\n', "utf-8")
    good, empty, broken = tables.read(path, MARKETS)
    assert good.tags == ("手工",)
    assert (empty.code, empty.line) == ("empty", 3)
    assert (broken.code, broken.line, broken.field) == ("json", 4, "tags")


def test_read_parquet_takes_nested_columns(tmp_path):
    path = tmp_path / "in.parquet"
    parquet.write_table(pyarrow.Table.from_pylist([LISTING, {"id": None, "title": "x"}]), path)
    good, bad = tables.read(path, MARKETS)
    assert good.variants[0].values == ("白",)
    assert isinstance(bad, InvalidDocument)


def test_write_jsonl_is_the_contract(tmp_path):
    rows = [json.loads(line) for line in written(tmp_path, "jsonl").read_text("utf-8").splitlines()]
    assert [row["market"] for row in rows] == ["US", "HK"]
    assert set(tables.COLUMNS) - {"extra"} == set(rows[0])


def test_write_csv_disarms_formulas(tmp_path):
    with written(tmp_path, "csv", title="=1+1").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["title"] == "'=1+1"
    assert json.loads(rows[0]["tags"])


def test_write_parquet_reads_back(tmp_path):
    rows = parquet.read_table(written(tmp_path, "parquet")).to_pylist()
    assert [row["market"] for row in rows] == ["US", "HK"]
    assert rows[0]["segments"] == 2


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_write_nothing_is_a_valid_file(tmp_path, form):
    path = tmp_path / f"out.{form}"
    _, close = tables.writer(path, form)
    close()
    assert path.exists()
