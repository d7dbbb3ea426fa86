import csv
import json

import pytest
from pyarrow import parquet
from walks import build

from pipeline.document import Document
from tasks.intake import tables

MARKETS = ("US", "HK")


def written(tmp_path, form, title="手机壳"):
    path = tmp_path / f"out.{form}"
    write, close = tables.writer(path, form)
    for result in build()([Document("1", title=title, tags=("手工",), markets=MARKETS)]):
        write(result)
    close()
    return path


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
