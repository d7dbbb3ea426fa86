import csv
import io

import openpyxl
import pytest

from pipeline.document import FieldResult, Issue, Translation
from tasks.intake import catalogue, sheets, tables
from tasks.intake import document as intake

CSV = '货号,标题,颜色,价格\n007,=包,"白，蓝",9.5\n,,,\n'


@pytest.fixture
def table():
    return catalogue.open_table(io.BytesIO(CSV.encode()), ".csv")


def made(found, market, status="ok", issues=()):
    parsed = intake.parse(found, ())
    said = parsed.map(lambda path, text: "=SUM(1)" if path == "title" else f"{text}!")
    fields = {"title": FieldResult(status, tuple(Issue(code) for code in issues))}
    language = "en" if market == "US" else "zh-Hant-HK"
    return Translation(said, market, language, "zh-Hans", 1.0, "zh>en", "s", status, fields, 1, 0)


def write(table, path, how):
    writer = sheets.Sheets(table.layout, ("US", "HK"), path, how)
    for _, cells, found in table.rows():
        done = {} if found is None else {
            "US": made(found, "US", "review", ["loop"]), "HK": made(found, "HK")
        }  # fmt: skip
        writer.write(cells, done)
    writer.close()


def test_workbook_has_the_table_and_one_like_it_for_each_market(table, tmp_path):
    write(table, tmp_path / "out.xlsx", "sheets")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    first, us, hk = book.worksheets
    assert [tuple(r) for r in first.values][1] == ("007", "=包", "白，蓝", "9.5")
    assert (us.title, hk.title) == ("US", "HK")
    assert [tuple(r) for r in us.values][:2] == [
        ("货号", "标题", "颜色", "价格", "haiyi"),
        ("007", "=SUM(1)", "白!, 蓝!", "9.5", "review: loop"),
    ]
    assert us["B2"].data_type == "s"
    assert [tuple(r) for r in hk.values][1][2:] == ("白!，蓝!", "9.5", "ok")
    assert us.max_row == first.max_row


def test_text_has_the_markets_beside_the_columns_and_opens_in_a_spreadsheet(table, tmp_path):
    write(table, tmp_path / "out.csv", "columns")
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, first, _ = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    beside = ["标题 (US)", "颜色 (US)", "标题 (HK)", "颜色 (HK)", "haiyi (US)", "haiyi (HK)"]
    assert header == ["货号", "标题", "颜色", "价格", *beside]
    assert first[4:6] == ["'=SUM(1)", "白!, 蓝!"]
    assert first[:4] == ["007", "'=包", "白，蓝", "9.5"]


@pytest.mark.parametrize("cell", ["-20℃", "+86 138 0000", "-5", "+1.5kg", "-3~5", "12", "纯棉"])
def test_guard_spares_numbers(cell):
    assert tables.guarded(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "+1*1"])
def test_guard_stops_formulas(cell):
    assert tables.guarded(cell) == f"'{cell}"
