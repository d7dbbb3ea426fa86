"""A seller's workbook through every command, and opened again by another program."""

import json
import os
import shutil
import subprocess
import sys

import forked
import openpyxl
import pytest

pytestmark = pytest.mark.integration

HEADER = ["货号", "商品标题", "商品描述", "颜色", "材质", "价格", "库存", "备注"]


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(HEADER)
    for i in range(150):
        body = f"第{i}批，¥{i}.9包邮" if i % 3 else None
        sheet.append([f"{i:05}", "纯棉T恤", body, "白色，黑色", "纯棉", i + 0.5, i, f"=备注{i}"])
    sheet.append([])
    for row in sheet.iter_rows(min_row=2, max_row=151, min_col=8, max_col=8):
        row[0].data_type = "s"
    made.save(tmp_path / "商品.xlsx")
    return tmp_path / "商品.xlsx"


def haiyi(home, tmp_path, *arguments, code=(0, 1)):
    environment = {
        **os.environ, "HAIYI_HOME": str(home),
        "HAIYI_DATABASE_URL": f"sqlite:///{tmp_path}/store.sqlite3",
    }  # fmt: skip
    done = forked.run(
        [sys.executable, "-m", "tasks", *map(str, arguments)], env=environment,
    )  # fmt: skip
    assert done.returncode in code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def assert_whole(before, after):
    """Every row, column and figure that is not translated stands where it stood."""
    first, *markets = openpyxl.load_workbook(after).worksheets
    source = list(openpyxl.load_workbook(before).active.values)
    assert [sheet.title for sheet in markets] == ["US", "HK"]
    assert [row for row in first.values if any(row)] == [row for row in source if any(row)]
    for sheet in markets:
        rows = list(sheet.values)
        assert rows[0] == (*HEADER, "haiyi")
        for was, now in zip(source[1:151], rows[1:], strict=False):
            assert (now[0], *now[5:8]) == (was[0], *was[5:8])
            assert [bool(cell) for cell in now[:8]] == [bool(cell) for cell in was]
            assert now[8]


def test_translate_gives_a_workbook_beside_the_workbook(home, book, tmp_path):
    done = haiyi(home, tmp_path, "translate", book, "--markets", "US,HK")
    assert "商品标题" in done.stderr
    assert "not translated  价格, 库存, 备注" in done.stderr
    after = tmp_path / "商品.translated.xlsx"
    assert_whole(book, after)
    hk = openpyxl.load_workbook(after)["HK"]
    assert hk["C3"].value.endswith("¥1.9包郵")


@pytest.mark.skipif(not shutil.which("libreoffice"), reason="LibreOffice is not here")
def test_what_was_written_opens_in_libreoffice(home, book, tmp_path):
    haiyi(home, tmp_path, "translate", book, "--markets", "US,HK")
    command = ["libreoffice", "--headless", "--convert-to", "ods", "--outdir", str(tmp_path / "o")]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [command[0], profile, *command[1:], str(tmp_path / "商品.translated.xlsx")],
        check=True, timeout=300, capture_output=True,
    )  # fmt: skip
    again = [command[0], profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run(
        [*again, str(tmp_path / "again"), str(tmp_path / "o" / "商品.translated.ods")],
        check=True, timeout=300, capture_output=True,
    )  # fmt: skip
    assert_whole(book, tmp_path / "again" / "商品.translated.xlsx")


def test_a_column_of_another_name_is_named(home, book, tmp_path):
    sheet = openpyxl.load_workbook(book)
    sheet.active["B1"] = "我的叫法"
    sheet.save(book)
    haiyi(home, tmp_path, "translate", book, "-m", "HK", "--map", "我的叫法=title")
    hk = openpyxl.load_workbook(tmp_path / "商品.translated.xlsx")["HK"]
    assert hk["B2"].value == "純棉T恤"
    wrong = haiyi(home, tmp_path, "translate", book, "--map", "没有=title", code=(1, 2))
    assert "no column is headed '没有'" in wrong.stderr


def test_our_own_headings_give_a_table_for_the_markets_that_each_row_names(home, tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("id,title,markets\n1,纯棉T恤,HK\n2,保温杯,\n", "utf-8")
    haiyi(home, tmp_path, "translate", source, "-o", tmp_path / "b.xlsx")
    after = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert [c.value for c in after["HK"]["B"]] == ["title", "純棉T恤", "保溫杯"]
    assert [c.value for c in after["MO"]["D"]] == ["haiyi", None, "ok"]
    told = haiyi(home, tmp_path, "translate", source, "-m", "HK", "--format", "jsonl")
    assert [json.loads(line)["title"] for line in told.stdout.splitlines()] == ["純棉T恤", "保溫杯"]


def test_backfill_takes_the_same_workbook(home, book, tmp_path):
    done = haiyi(home, tmp_path, "backfill", book, "--out", tmp_path / "out", "-m", "HK")
    assert "150 documents" in done.stderr
    part = next((tmp_path / "out").glob("part-*.jsonl")).read_text("utf-8").splitlines()
    assert json.loads(part[0])["extra"]["备注"] == "=备注0"


def test_translators_files_and_documents_come_out_once_a_market(home, tmp_path):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / "a.po").write_text(head + 'msgid "纯棉T恤"\nmsgstr ""\n', "utf-8")
    haiyi(home, tmp_path, "translate", tmp_path / "a.po", "-m", "HK,MO")
    assert 'msgstr "純棉T恤"' in (tmp_path / "a.HK.po").read_text("utf-8")
    assert 'msgstr "純棉T恤"' in (tmp_path / "a.MO.po").read_text("utf-8")
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\n纯棉T恤\n\n")
    haiyi(home, tmp_path, "translate", tmp_path / "a.srt", "-m", "HK", "-o", tmp_path / "b.srt")
    assert "純棉T恤" in (tmp_path / "b.srt").read_text("utf-8")
