"""Whole files through the doors: states, owners, limits, and what is refused."""

import io
import time

import openpyxl
import pytest
from doors import opened, parts

from tasks.web import uploads
from tasks.web.door.api_keys import mint

TXT = {"file": ("a.txt", "很好看\n\n包".encode())}


@pytest.fixture
def door(tmp_path):
    with opened(parts(tmp_path), file_bytes=200_000) as client:
        yield client


def book():
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["货号", "标题", "价格"], ["1", "很好看", 9], [None, None, 3]):
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def done(door, file_id, **options):
    while (told := door.get(f"/files/{file_id}", **options).json())["state"] not in (
        "done", "error",
    ):  # fmt: skip
        time.sleep(0.01)
    return told


def test_table_is_done_for_all_markets_and_fetched_by_its_link(door):
    sent = door.post("/files", files={"file": ("商品.xlsx", book())})
    assert sent.status_code == 202
    told = done(door, sent.json()["id"])
    assert (told["state"], told["name"], told["total"]) == ("done", "商品.translated.xlsx", 2)
    got = door.get(told["link"])
    assert "filename*=UTF-8''%E5%95%86" in got.headers["content-disposition"]
    sheets = openpyxl.load_workbook(io.BytesIO(got.content))
    assert sheets.sheetnames[1:] == ["US", "HK", "MO"]
    assert sheets["HK"]["B2"].value == "很好看"
    assert sheets["US"]["C3"].value == 3


def test_other_files_are_for_one_market(door):
    sent = door.post("/files", files=TXT, data={"market": "HK"}).json()
    assert done(door, sent["id"])["name"] == "a.HK.txt"
    wrong = door.post("/files", files=TXT, data={"market": "XX"})
    assert wrong.status_code == 422
    assert "XX" in wrong.json()["error"]["message"]


@pytest.mark.parametrize(
    ("files", "status", "message"),
    [
        ({"file": ("a.exe", b"MZ")}, 400, "not read"),
        ({"other": ("a.txt", b"a")}, 400, "no file"),
        ({"file": ("a.txt", bytes(300_000))}, 413, "too long"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_once(door, files, status, message):
    answer = door.post("/files", files=files)
    assert answer.status_code == status
    assert message in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"PK\x03\x04", "damaged"),
        ("a.xlsx", b"PK", "damaged"),
        ("a.csv", b"foo,bar\n1,2\n", "no heading is known"),
        ("a.csv", b"", "empty"),
    ],
)
def test_what_turns_out_damaged_is_told_in_the_state(door, name, data, message):
    told = done(door, door.post("/files", files={"file": (name, data)}).json()["id"])
    assert told["state"] == "error"
    assert message in told["message"]


def test_a_file_belongs_to_the_key_that_sent_it(tmp_path):
    (mine, line), (other, second) = mint("mine"), mint("other")
    with opened(parts(tmp_path), api_keys=f"{line},{second}") as door:
        head = {"X-API-Key": mine}
        file_id = door.post("/files", files=TXT, headers=head).json()["id"]
        told = done(door, file_id, headers=head)
        assert door.get(f"/files/{file_id}", headers={"X-API-Key": other}).status_code == 404
        assert door.get(f"/files/{file_id}").status_code == 401
        assert door.get(told["link"]).status_code == 200
        assert door.get(f"/files/{file_id}/download?key=guess").status_code == 404


def test_no_more_files_than_there_is_room_for(door, monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 1)
    first = door.post("/files", files=TXT).json()
    full = door.post("/files", files=TXT)
    assert (full.status_code, full.headers["retry-after"]) == (503, "60")
    done(door, first["id"])
    monkeypatch.setattr(uploads, "KEPT_S", 0)
    assert door.post("/files", files=TXT).status_code == 202


def test_names_lead_nowhere(door):
    sent = door.post("/files", files={"file": ("../../etc/x.txt", b"hello")}).json()
    assert sent["name"] == "x.US.txt"


def test_deepl_asks_for_the_key_of_a_document(door):
    form = {"target_lang": "EN-US"}
    handle = door.post("/v2/document", files=TXT, data=form).json()
    path = f"/v2/document/{handle['document_id']}"
    assert door.post(path, json={"document_key": "wrong"}).status_code == 404
    key = {"document_key": handle["document_key"]}
    while door.post(path, json=key).json()["status"] != "done":
        time.sleep(0.01)
    assert door.post(f"{path}/result", json=key).status_code == 200
    assert door.post(f"{path}/result", json=key).status_code == 404  # fetched once
    bad = door.post("/v2/document", files={"file": ("a.exe", b"")}, data=form)
    assert (bad.status_code, list(bad.json())) == (400, ["message"])
    assert door.post("/v2/document", files=TXT, data={"target_lang": "DE"}).status_code == 400


def test_google_answers_in_its_own_words(door):
    body = {"q": ["很好看", "hello"], "target": "en"}
    rows = door.post("/language/translate/v2", json=body).json()["data"]["translations"]
    assert [r["detectedSourceLanguage"] for r in rows] == ["zh-CN", "en"]
    assert rows[1]["translatedText"] == "hello"
    bad = door.get("/language/translate/v2", params={"q": "包", "target": "xx"})
    assert (bad.status_code, bad.json()["error"]["code"]) == (400, 400)
    found = door.post("/language/translate/v2/detect", json={"q": "很好看"}).json()
    assert found["data"]["detections"][0][0]["language"] == "zh-CN"
