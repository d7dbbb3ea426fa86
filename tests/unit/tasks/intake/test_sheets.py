import csv
import io

import openpyxl
import pytest

from pipeline.document import FieldResult, Issue, Translation
from pipeline.errors import InvalidDocument
from tasks.intake import catalogue, sheets, tables, workbook
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


OURS = """id,title,tags,variants,price
1,T恤,"手工,ins",\"[{""name"":""颜色"",""values"":[""白"",""蓝""]}]\",9
2,杯,"[""包邮""]",,
"""


def test_our_own_headings_give_a_table_with_lists_in_the_form_they_had(tmp_path):
    table = catalogue.open_table(io.BytesIO(OURS.encode()), ".csv")
    write(table, tmp_path / "out.xlsx", "sheets")
    us = openpyxl.load_workbook(tmp_path / "out.xlsx")["US"]
    assert [tuple(r) for r in us.values] == [
        ("id", "title", "tags", "variants", "price", "haiyi"),
        ("1", "=SUM(1)", "手工!, ins!",
         '[{"name": "颜色!", "values": ["白!", "蓝!"]}]', "9", "review: loop"),
        ("2", "=SUM(1)", '["包邮!"]', None, None, "review: loop"),
    ]  # fmt: skip


def test_text_stays_text_and_what_no_workbook_holds_is_left_out(tmp_path):
    writer = workbook.Writer(["a"], tmp_path / "out.xlsx")
    values = ["=1+1", "http://a.b", "007", "a\x01\ud800b\uffff", "长" * 40_000, True, 1.5, 2, None]
    writer.write("a", values)
    writer.close()
    (row,) = openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows()
    assert [cell.value for cell in row[:4]] == ["=1+1", "http://a.b", "007", "ab"]
    assert {cell.data_type for cell in row[:5]} == {"s"}
    assert len(row[4].value) == workbook.LONGEST_CELL
    assert [cell.value for cell in row[5:]] == [True, 1.5, 2]
    assert not any(cell.hyperlink for cell in row)


def test_more_rows_than_a_sheet_holds_are_refused_and_not_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    writer = workbook.Writer(["a"], tmp_path / "out.xlsx")
    writer.write("a", [1])
    writer.write("a", [2])
    with pytest.raises(InvalidDocument, match="a sheet holds 2 rows"):
        writer.write("a", [3])
    writer.close()


def test_a_cell_past_the_last_heading_stands_behind_everything(tmp_path):
    table = catalogue.open_table(io.BytesIO("货号,标题\nA1,包,多余\n".encode()), ".csv")
    writer = sheets.Sheets(table.layout, ("HK",), tmp_path / "out.csv", "columns")
    for _, cells, _ in table.rows():
        writer.write(cells, {})
    writer.close()
    rows = csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig")))
    assert list(rows) == [
        ["货号", "标题", "标题 (HK)", "haiyi (HK)"], ["A1", "包", "", "", "多余"],
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["-20℃", "+86 138 0000", "-5", "+1.5kg", "-3~5", "12", "纯棉"])
def test_guard_spares_numbers(cell):
    assert tables.guarded(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "+1*1"])
def test_guard_stops_formulas(cell):
    assert tables.guarded(cell) == f"'{cell}"
