"""Shopify's export for translators: filled where it is empty, and the same everywhere else."""

import csv
import io

import openpyxl
import pytest

from pipeline.document import Translation
from tasks.intake import catalogue, rows, sheets
from tasks.intake.rewrite import rewrite

HEADER = "Type,Identification,Field,Locale,Market,Status,Default content,Translated content\n"
LANGUAGES = {"US": "en-US", "HK": "zh-Hant-HK"}
ROWS = [
    "PRODUCT,'123456,title,en,,,纯棉T恤,",
    'PRODUCT,\'123456,body_html,en,,,"<p>纯棉，\n透气</p>",',
    "PRODUCT,'123456,handle,en,,,chun-mian,",
    "PRODUCT,'123456,title,zh-TW,,,纯棉T恤,",
    "PRODUCT,'123456,title,de,,,纯棉T恤,",
    "COLLECTION,'9,title,en,,outdated,夏装,Summer",
    "ONLINE_STORE_THEME,'7,a.b,en,,,=1+1 包邮,",
    "PRODUCT,'1,title,en,,,,",
    "PRODUCT,'1,title,no code!,,,纯棉,",
]


def walk(documents, markets):
    return [made(document, market) for document in documents for market in markets]


def made(document, market):
    said = document.map(lambda _, text: text and f"{market}:{text}")
    return Translation(said, market, LANGUAGES[market], "zh-Hans", 1.0, "r", "s", "ok", {}, 1, 0)


def filled(text, path, markets=("US", "HK")):
    table = catalogue.open_table(io.BytesIO(text.encode()), ".csv")
    table.languages = {name: LANGUAGES[name] for name in markets}
    tally = rewrite(table, sheets.opened(table.layout, markets, path), markets, walk)
    return tally, path


def test_each_row_is_filled_for_the_market_of_its_locale(tmp_path):
    tally, path = filled(HEADER + "\n".join(ROWS), tmp_path / "out.csv")
    data = path.read_bytes()
    assert data.startswith(b"Type,")  # no mark: the shop's own importer reads it
    before = list(csv.reader(io.StringIO(HEADER + "\n".join(ROWS))))
    after = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert [row[:7] for row in after] == [row[:7] for row in before]
    assert [row[7] for row in after[1:]] == [
        "US:纯棉T恤", "US:<p>纯棉，\n透气</p>", "", "HK:纯棉T恤", "", "Summer", "US:=1+1 包邮",
        "", "",
    ]  # fmt: skip
    assert (tally.rows, tally.translated, tally.without_text) == (9, 4, 5)


def test_markets_that_are_not_asked_for_stay_empty(tmp_path):
    _, path = filled(HEADER + "\n".join(ROWS), tmp_path / "out.csv", ["HK"])
    after = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    assert [row[7] for row in after[1:] if row[7]] == ["HK:纯棉T恤", "Summer"]


def test_it_may_come_as_a_workbook(tmp_path):
    _, path = filled(HEADER + ROWS[0], tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(path).active["H2"].value == "US:纯棉T恤"


@pytest.mark.parametrize("market", ["US", "HK"])
def test_its_rows_are_no_products(tmp_path, market):
    path = tmp_path / "in.csv"
    path.write_text(HEADER + ROWS[0], "utf-8")
    (problem,) = rows.read_path(path, [market])
    assert "not a product" in str(problem)
