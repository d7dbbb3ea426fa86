"""Sellers' tables: any heading, any encoding, any delimiter; a row comes back as it went in."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.errors import InvalidDocument
from tasks.intake import catalogue, columns, refused, row
from tasks.intake import document as intake

HEADER = ["货号", "商品标题", "商品描述", "颜色", "材质", "价格", "标签", "备注"]
FIRST = ["A1", "毛线包", "手工，1/2杯", "雾霾蓝，奶油白", "纯棉", "39.9", "手工,ins风", "别碰"]
TABLE = [HEADER, FIRST, ["A2", "保温杯", "", "", "", "1", "", ""]]


def text(rows, delimiter=","):
    out = io.StringIO()
    import csv

    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def book(rows):
    made, out = openpyxl.Workbook(), io.BytesIO()
    for cells in rows:
        made.active.append(cells)
    made.save(out)
    return out.getvalue()


def opened(data, suffix=".csv", asked=None):
    return catalogue.open_table(io.BytesIO(data), suffix, asked)


def objects(data, suffix=".csv", asked=None):
    table = opened(data, suffix, asked)
    assert table.problem is None, table.problem
    return [found for _, _, found in table.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"]
)
def test_table_is_read_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    rows = TABLE
    if encoding == "big5":
        rows = [["貨號", "标题".replace("标", "標").replace("题", "題")], ["A1", "毛線包很漂亮"]]
    first = objects(text(rows, delimiter).encode(encoding))[0]
    assert (first["id"], first["title"]) == ("A1", rows[1][1])


def test_excel_may_name_the_delimiter_in_a_line_of_its_own():
    (first, _) = objects(("sep=;\r\n" + text(TABLE, ";")).encode("utf-8-sig"))
    assert first["variants"] == [{"name": "颜色", "values": ["雾霾蓝", "奶油白"]}]


@pytest.mark.parametrize(
    ("data", "suffix"), [(book(TABLE), ".xlsx"), (text(TABLE).encode(), ".csv")]
)
def test_row_becomes_a_listing(data, suffix):
    first, second = objects(data, suffix)
    assert first == {
        "id": "A1", "title": "毛线包", "body": "手工，1/2杯", "tags": ["手工", "ins风"],
        "attributes": [{"name": "材质", "value": "纯棉"}],
        "variants": [{"name": "颜色", "values": ["雾霾蓝", "奶油白"]}],
        "extra": {"价格": first["extra"]["价格"], "备注": "别碰"},
    }  # fmt: skip
    assert (second["id"], second["title"]) == ("A2", "保温杯")


def test_headings_may_have_rows_above_them_and_marks_in_them():
    (first,) = objects(
        text([["2026 春季上新"], ["*商品标题（必填）", "SKU编码"], ["包", "7"]]).encode()
    )
    assert (first["id"], first["title"]) == ("7", "包")


def test_asked_roles_win_and_are_checked():
    data = text([["我的标题", "标题"], ["主", "副"]]).encode()
    (first,) = objects(data, asked={"我的标题": "title"})
    assert first["title"] == "主"
    assert first["attributes"] == [{"name": "标题", "value": "副"}]
    for asked, message in (({"我的": "title"}, "no column"), ({"标题": "titel"}, "no role")):
        assert message in str(opened(data, asked=asked).problem[1])


def test_row_without_an_id_has_its_number_and_rows_of_one_product_are_told_apart():
    rows = objects(text([["标题"], ["包"], ["裙"]]).encode())
    assert [r["id"] for r in rows] == ["row 2", "row 3"]
    rows = objects(text([["货号", "颜色"], ["1", "白"], ["1", "蓝"]]).encode())
    assert [r["id"] for r in rows] == ["1", "1#3"]


SHOPIFY = ["Handle", "Title", "Body (HTML)", "Vendor", "Tags", "Option1 Name", "Option1 Value",
           "Option2 Name", "Option2 Value", "Variant Price", "Image Src", "SEO Title"]  # fmt: skip
WOO = ["ID", "Type", "SKU", "Name", "Short description", "Description", "Tags", "Images",
       "Attribute 1 name", "Attribute 1 value(s)"]  # fmt: skip


def test_exports_of_shopify_and_woocommerce_are_known():
    values = [
        "bag",
        "毛线包",
        "<p>手工</p>",
        "我家",
        "手工, 礼物",
        "颜色",
        "雾霾蓝",
        "",
        "",
        "9",
        "u",
        "包",
    ]
    first, second = objects(text([SHOPIFY, values, ["bag", *[""] * 5, "白", *[""] * 5]]).encode())
    assert first["variants"] == [{"name": "颜色", "values": ["雾霾蓝"]}]
    assert (first["body"], first["tags"]) == ("<p>手工</p>", ["手工", "礼物"])
    assert second["variants"] == [{"name": "", "values": ["白"]}]
    values = ["5", "simple", "S-1", "保温杯", "大容量", "很好", "水杯", "u", "容量", "500ml"]
    (only,) = objects(text([WOO, values]).encode())
    assert (only["id"], only["title"], only["body"]) == ("5", "保温杯", "很好")
    assert {"name": "容量", "value": "500ml"} in only["attributes"]


def test_headings_that_are_said_twice_are_no_product():
    """As in a data package of Taobao: a version, names of fields, their Chinese names."""
    rows = [["version 1.00", ""], ["title", "price"], ["宝贝名称", "宝贝价格"], ["毛线包", "39.9"]]
    assert [found and found["title"] for found in objects(text(rows, "\t").encode("utf-16"))] == [
        None, "毛线包",
    ]  # fmt: skip


def test_what_is_not_translated_is_said():
    shown = columns.describe(opened(text(TABLE).encode()).layout.columns)
    assert "not translated  价格, 备注" in shown
    assert "title  商品标题" in shown


def test_row_is_filled_in_place_and_nothing_else_changes():
    table = opened(text(TABLE).encode())
    _, cells, found = next(table.rows())
    document = intake.parse(found, ("US",))
    said = document.map(lambda path, written: f"<{written}>")
    filled = row.filled(table.layout.columns, cells, said, spaced=True)
    assert filled == ["A1", "<毛线包>", "<手工，1/2杯>", "<雾霾蓝>, <奶油白>", "<纯棉>", "39.9",
                      "<手工>, <ins风>", "别碰"]  # fmt: skip


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(st.lists(CELL, min_size=len(HEADER), max_size=len(HEADER)))
def test_row_filled_with_what_it_says_is_the_row(cells):
    known = columns.read(HEADER)
    found = row.listing(known, cells)
    document = Document("1", title=found.get("title", ""), body=found.get("body", ""))
    document = replace(
        document,
        attributes=intake.parse({"id": "1", "title": "x", **found}, ()).attributes,
        variants=intake.parse({"id": "1", "title": "x", **found}, ()).variants,
        tags=tuple(found.get("tags", ())),
    )
    filled = row.filled(known, cells, document, spaced=False)
    for before, after in zip(cells, filled, strict=True):
        assert "".join(row.split(intake.clean(before))) == "".join(row.split(intake.clean(after)))


def bomb():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(refused.LARGEST // 2**20 + 1):
            entry.write(bytes(2**20))
    return out.getvalue()


def macros():
    out = io.BytesIO(book(TABLE))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/vbaProject.bin", "x")
    return out.getvalue()


def entity():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(TABLE))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                data = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + data.replace(
                    b"</row>", b"<c t='inlineStr'><is><t>&e;</t></is></c></row>", 1
                )
            new.writestr(entry, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (bomb, "MB when unpacked"), (macros, "holds macros"),
        (lambda: b"PK\x03\x04 no archive", "damaged, or no workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 999, "damaged, or no workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"), "holds macros"),
        (lambda: book(TABLE)[:900], "damaged, or no workbook"),
        (lambda: b"", "damaged, or no workbook"),
    ],
)  # fmt: skip
def test_workbook_that_is_hostile_is_refused_in_one_sentence(data, message):
    table = opened(data(), ".xlsx")
    assert isinstance(table.problem[1], InvalidDocument)
    assert message in str(table.problem[1])


def test_nothing_outside_a_workbook_is_fetched():
    table = opened(entity(), ".xlsx")
    said = str(table.problem) + str(list(table.rows()) if table.layout else "")
    assert "root:" not in said


def test_a_row_of_groups_over_the_headings_is_no_heading():
    rows = [["2026年春季", "", ""], ["编号", "商品信息", "规格"], ["货号", "商品标题", "颜色"],
            ["A1", "T恤", "白，黑"]]  # fmt: skip
    table = opened(book(rows), ".xlsx")
    assert [column.role for column in table.layout.columns] == ["id", "title", "option"]
    assert [list(cells) for cells in table.layout.above] == rows[:2]
    ((line, _, found),) = table.rows()
    assert (line, found["title"]) == (4, "T恤")


@pytest.mark.parametrize("is_hidden", [True, False])
def test_the_sheet_with_headings_is_read_and_the_others_are_named(is_hidden):
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "说明"
    made.active.append(["请填写标题、描述"])
    made.active.sheet_state = "hidden" if is_hidden else "visible"
    sheet = made.create_sheet("商品")
    sheet["B3"], sheet["C3"], sheet["C4"] = "货号", "标题", "T恤"
    made.save(out)
    table = opened(out.getvalue(), ".xlsx")
    assert table.layout.others == (() if is_hidden else ("说明",))
    assert list(table.layout.header) == ["", "货号", "标题"]
    ((line, cells, found),) = table.rows()
    assert (line, list(cells), found["title"]) == (4, ["", "", "T恤"], "T恤")


def test_headings_alone_are_a_table_and_a_hundred_are_not_all_named():
    table = opened(book([["货号", "标题", *(f"自定义{i}" for i in range(98))]]), ".xlsx")
    assert list(table.rows()) == []
    assert columns.describe(table.layout.columns).endswith("自定义19 … and 78 more")
