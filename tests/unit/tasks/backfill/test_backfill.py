import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import build

from models.errors import ModelMissing
from tasks.backfill import page, report, run
from tasks.backfill.chunks import MOST_CHARACTERS, MOST_READ, MOST_ROWS, Wanted, chunks
from tasks.backfill.digests import Digests
from tasks.backfill.folder import Folder
from tasks.backfill.input import Source
from tasks.backfill.manifest import Job, Refused
from tasks.backfill.work import PipelineBroken, in_this_process
from tasks.intake import rows
from tasks.policy import DependencyDown

WANTED = Wanted(("US", "HK", "MO"), ("US", "HK"))
JOB = Job("f", ("US", "HK"), "s")
NOTES = {"report.json", "report.html", "timings.jsonl", ".lock"}


def lines(count):
    """Yield listings; every tenth is broken, and every seventh has the id of the first."""
    for i in range(count):
        broken = i % 10 == 9
        row = {"id": "0" if i % 7 == 6 else str(i), "title": f"小米连衣裙{i}号", "tags": ["防摔"]}
        yield (b"{broken\n" if broken else json.dumps(row, ensure_ascii=False).encode() + b"\n")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join(lines(300)))
    return path


def fill(file, path, *, resume=False, pipeline=None, job=JOB, wanted=WANTED):
    folder, translate = Folder(path), in_this_process(pipeline or build())
    with Source(str(file)) as source, folder.held(job, resume=resume):
        steps = list(run.run(source, folder, wanted, translate, job.limit))
    return folder, steps


def output(path):
    return {f.name: f.read_bytes() for f in sorted(path.iterdir()) if f.name not in NOTES}


def translations(folder):
    parts = [folder.part(done.index).read_bytes() for done in folder.done()]
    return [json.loads(line) for part in parts for line in part.splitlines()]


def of(path, form):
    with Source(str(path)) as source:
        return list(chunks(getattr(source, form)(), WANTED, Digests()))


class PowerCut(BaseException):
    pass


def cut_after(count):
    pipeline, calls = build(), []

    def translate(documents):
        calls.append(1)
        if len(calls) > count:
            raise PowerCut
        return pipeline(documents)

    return translate


def test_backfill_takes_every_good_row_once_and_names_the_others(file, tmp_path):
    folder, _ = fill(file, tmp_path / "out")
    rows = translations(folder)
    ids = [(row["id"], row["market"]) for row in rows]
    good = [str(i) for i in range(300) if i % 10 != 9 and (i % 7 != 6)]
    assert ids == [(name, market) for name in good for market in ("US", "HK")]
    reasons = [json.loads(line) for line in folder.rejected.read_bytes().splitlines()]
    bad = {i + 1: "json" if i % 10 == 9 else "duplicate" for i in range(300)
           if i % 10 == 9 or i % 7 == 6}  # fmt: skip
    assert {row["line"]: row["code"] for row in reasons} == bad
    assert "cached" not in rows[0]


@pytest.mark.parametrize("whole", [0, 1, 3, 4])
def test_backfill_resumed_after_a_cut_gives_the_same_bytes(file, tmp_path, whole):
    clean, _ = fill(file, tmp_path / "clean")
    path = tmp_path / "cut"
    with pytest.raises(PowerCut):
        fill(file, path, pipeline=cut_after(whole))
    for name in ("manifest.jsonl", "rejected.jsonl", "digests.bin"):
        with (path / name).open("ab") as torn:
            torn.write(b'{"index": ')
    (path / f"part-{whole:08d}.jsonl.tmp").write_bytes(b"half")
    fill(file, path, resume=True)
    assert output(path) == output(clean.path)


def test_backfill_resumed_mends_a_part_that_was_lost(file, tmp_path):
    clean, _ = fill(file, tmp_path / "out")
    before = output(clean.path)
    clean.part(2).unlink()
    _, steps = fill(file, clean.path, resume=True)
    assert [step.done.index for step in steps] == list(range(2, len(list(clean.done()))))
    assert output(clean.path) == before


@pytest.mark.parametrize("name", ["digests.bin", "rejected.jsonl"])
def test_backfill_resumed_mends_a_list_that_was_lost(file, tmp_path, name):
    folder, _ = fill(file, tmp_path / "out")
    before = output(folder.path)
    (folder.path / name).unlink()
    fill(file, folder.path, resume=True)
    assert output(folder.path) == before


class Poisoned:
    """A pipeline that cannot stand a text."""

    def __init__(self, text, error=None):
        self.text, self.error, self.whole = text, error or ValueError("wrong"), build()

    def __call__(self, documents):
        if any(self.text in document.title for document in documents):
            raise self.error
        return self.whole(documents)


def poisoned_lines(folder):
    rows = [json.loads(line) for line in folder.rejected.read_bytes().splitlines()]
    assert [row["line"] for row in rows] == sorted(row["line"] for row in rows)
    return {row["line"]: row["reason"] for row in rows if row["code"] == "failed"}


def test_poison_document_is_rejected_and_takes_no_other_with_it(file, tmp_path):
    clean, _ = fill(file, tmp_path / "clean")
    folder, _ = fill(file, tmp_path / "out", pipeline=Poisoned("裙12"))
    bad = {i for i in (12, *range(120, 130)) if i % 10 != 9 and i % 7 != 6}
    assert poisoned_lines(folder) == {
        i + 1: f"line {i + 1}: not translated: ValueError" for i in bad
    }
    expected = [row for row in translations(clean) if int(row["id"]) not in bad]
    assert translations(folder) == expected
    found = report.report(folder)
    assert found["rejected"]["failed"] == len(bad)
    assert found["documents"] == len(expected) / 2


def test_poison_document_makes_no_difference_to_a_resume(file, tmp_path):
    clean, _ = fill(file, tmp_path / "clean", pipeline=Poisoned("裙12"))
    half = tmp_path / "half"
    fill(file, half, pipeline=Poisoned("裙12"))
    Folder(half).part(3).unlink()
    fill(file, half, resume=True, pipeline=Poisoned("裙12"))
    assert output(half) == output(clean.path)


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (ModelMissing("zh-en", Path("/m")), ModelMissing),
        (ConnectionError("gone"), ConnectionError),
        (OSError(28, "disk full"), OSError),
        (ValueError("broken"), PipelineBroken),
    ],
)
def test_error_that_hits_every_document_ends_the_run_and_rejects_none(
    file, tmp_path, error, raised
):
    with pytest.raises(raised):
        fill(file, tmp_path / "out", pipeline=Poisoned("", error))
    assert [name for name in output(tmp_path / "out")] == ["job.json"]


def with_titles(path, **titles):
    rows = ({"id": name, "title": title} for name, title in titles.items())
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def since(folder, wanted=WANTED):
    return replace(wanted, earlier=folder.contents()[0])


def test_only_changed_leaves_out_what_an_earlier_output_has(tmp_path):
    before = with_titles(tmp_path / "a.jsonl", a="包", b="毒包", c="裙")
    after = with_titles(tmp_path / "b.jsonl", a="包", b="毒包", c="长裙", d="鞋")
    first, _ = fill(before, tmp_path / "1", pipeline=Poisoned("毒"))
    second, _ = fill(after, tmp_path / "2", wanted=since(first))
    assert {row["id"] for row in translations(second)} == {"b", "c", "d"}
    assert report.report(second)["unchanged"] == 1
    third, _ = fill(after, tmp_path / "3", wanted=since(second))
    assert translations(third) == []
    assert report.report(third)["unchanged"] == 4


@pytest.mark.parametrize(
    "other",
    [
        replace(WANTED, signature="other"),
        replace(WANTED, markets=("US", "MO")),
        replace(WANTED, terms=lambda seller: "edited"),
    ],
)
def test_only_changed_does_again_what_would_come_out_otherwise(tmp_path, other):
    file = with_titles(tmp_path / "a.jsonl", a="包")
    first, _ = fill(file, tmp_path / "1")
    second, _ = fill(file, tmp_path / "2", wanted=since(first, other))
    assert report.report(second)["unchanged"] == 0
    assert {row["id"] for row in translations(second)} == {"a"}


def test_only_changed_counts_only_what_the_earlier_output_really_has(file, tmp_path):
    first, _ = fill(file, tmp_path / "1")
    before = first.contents()[1]
    list(first.done())
    kept = first.manifest.read_bytes().splitlines(keepends=True)[:2]
    first.manifest.write_bytes(b"".join(kept))
    contents, state = first.contents()
    assert len(contents) == 2 * MOST_ROWS
    assert state != before


def test_only_changed_refuses_what_is_no_output(tmp_path):
    with pytest.raises(Refused, match="not the output"):
        Folder(tmp_path).contents()


def test_chunks_pass_quickly_over_what_is_left_out():
    numbered = [(i, {"id": str(i), "title": "包"}) for i in range(MOST_READ + 5)]
    marks = (m for c in chunks(iter(numbered), WANTED, Digests()) for m in c.marks)
    wanted = replace(WANTED, earlier=Digests(mark.content for mark in marks))
    found = list(chunks(iter(numbered), wanted, Digests()))
    assert [(c.end, len(c.unchanged)) for c in found] == [
        (MOST_READ, MOST_READ),
        (MOST_READ + 5, 5),
    ]


def test_backfill_resumed_when_done_does_nothing(file, tmp_path):
    fill(file, tmp_path / "out")
    assert fill(file, tmp_path / "out", resume=True)[1] == []


@pytest.mark.parametrize(
    ("job", "name"),
    [
        (Job("g", ("US", "HK"), "s"), "fingerprint"),
        (Job("f", ("US",), "s"), "markets"),
        (Job("f", ("US", "HK"), "t"), "signature"),
        (Job("f", ("US", "HK"), "s", limit=3), "limit"),
        (Job("f", ("US", "HK"), "s", since="x"), "since"),
    ],
)
def test_backfill_refuses_to_go_on_with_something_else(file, tmp_path, job, name):
    fill(file, tmp_path / "out")
    with pytest.raises(Refused, match=name):
        fill(file, tmp_path / "out", resume=True, job=job)


def test_backfill_refuses_a_folder_that_is_taken(file, tmp_path):
    folder, _ = fill(file, tmp_path / "out")
    with pytest.raises(Refused, match="--resume"):
        fill(file, folder.path)
    with folder.held(JOB, resume=True), pytest.raises(Refused, match="another backfill"):
        fill(file, folder.path, resume=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "part-00000000.jsonl").touch()
    with pytest.raises(Refused, match="empty folder"):
        fill(file, tmp_path / "other")


def test_report_counts_what_is_in_the_output(file, tmp_path):
    folder, steps = fill(file, tmp_path / "out")
    folder.timings.write_bytes(folder.timings.read_bytes() + b'{"torn')
    found = report.save(folder)
    assert found["documents"] == sum(step.done.documents for step in steps)
    assert found["rows_of_input"] == 300
    assert found["translations"] == 2 * found["documents"]
    assert {m: sum(c.values()) for m, c in found["markets"].items()} == dict.fromkeys(
        ("HK", "US"), found["documents"]
    )
    assert found["rejected"]["json"] == 30
    page = (folder.path / "report.html").read_text()
    assert "<script" not in page
    assert "http" not in page


def test_report_refuses_a_part_that_was_changed(file, tmp_path):
    folder, _ = fill(file, tmp_path / "out")
    body = folder.part(1).read_bytes()
    folder.part(1).write_bytes(b" " + body[:-2] + b"\n")
    with pytest.raises(Refused, match="part-00000001"):
        report.report(folder)


def test_report_escapes_what_sellers_wrote():
    empty = {"markets": {}, "issues": {}, "rejected": {}, "slowest": []}
    worst = [{"id": "<script>", "market": "US", "issues": ["a"]}]
    assert "<script>" not in page.page({**empty, "worst": worst})


def parquet(path, documents):
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.Table.from_pylist(documents), path)
    return path.read_bytes()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_input_is_the_same_in_every_form(tmp_path, form, packing):
    documents = [{"id": str(i), "title": f"连衣裙{i}"} for i in range(100)]
    table = "id,title\n" + "".join(f"{d['id']},{d['title']}\n" for d in documents)
    plain = {
        "jsonl": "".join(json.dumps(d) + "\n" for d in documents).encode(),
        "csv": table.encode(),
        "parquet": parquet(tmp_path / "plain", documents),
    }[form]
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}[packing]
    path = tmp_path / f"in.{form}{packing}"
    path.write_bytes(pack(plain))
    found = of(path, "rows")
    assert [(d.id, d.title) for c in found for d in c.documents] == [
        (d["id"], d["title"]) for d in documents
    ]
    assert [c.end for c in found] == [*range(MOST_ROWS, 100, MOST_ROWS), 100]


@pytest.mark.parametrize(
    ("suffix", "pack"), [("gz", gzip.compress), ("zst", zstandard.ZstdCompressor().compress)]
)
def test_input_cut_short_is_told_and_its_beginning_is_used(tmp_path, suffix, pack):
    path = tmp_path / f"in.jsonl.{suffix}"
    path.write_bytes(pack(b"".join(lines(5))) + pack(b"".join(lines(5000)))[:2000])
    found = of(path, "rows")
    assert found[0].documents
    assert found[-1].rejected[-1].code == "archive"


def test_input_from_an_url(file):
    import fsspec

    with fsspec.open("memory://bucket/in.jsonl", "wb") as far:
        far.write(file.read_bytes())
    near, there = of(file, "rows"), of("memory://bucket/in.jsonl", "rows")
    assert [(c.end, c.documents) for c in there] == [(c.end, c.documents) for c in near]


def test_input_from_an_unknown_place_says_what_to_install():
    with pytest.raises(DependencyDown, match="fsspec"):
        Source("nowhere://bucket/in.jsonl")


def test_input_changed_has_another_fingerprint(file):
    with Source(str(file)) as source:
        before = source.fingerprint
    file.write_bytes(file.read_bytes().replace(b"0", b"1", 1))
    with Source(str(file)) as source:
        assert source.fingerprint != before


def test_chunks_end_early_where_documents_are_long():
    text = "长" * (MOST_CHARACTERS // 4)
    numbered = ((i, {"id": str(i), "body": text}) for i in range(10))
    assert [c.end for c in chunks(numbered, WANTED, Digests())] == [4, 8, 10]


@given(st.lists(st.integers(0, 40), max_size=150), st.data())
@settings(max_examples=50, deadline=None)
def test_chunks_from_any_checkpoint_are_those_of_the_whole_walk(ids, data):
    def numbered() -> rows.Numbered:
        return ((i, {"id": str(name), "title": "包"} if name else []) for i, name in enumerate(ids))

    whole = list(chunks(numbered(), WANTED, Digests()))
    at = data.draw(st.integers(0, len(whole)))
    seen = Digests(m.id for chunk in whole[:at] for m in chunk.marks)
    end = whole[at - 1].end if at else 0
    rest = list(chunks(numbered(), WANTED, seen, index=at, end=end))
    assert [(c.index, c.end, c.documents) for c in rest] == [
        (c.index, c.end, c.documents) for c in whole[at:]
    ]


@given(st.lists(st.integers(1, 2**64 - 1), max_size=3000))
@settings(max_examples=20, deadline=None)
def test_digests_are_a_set(members):
    seen, model = Digests(), set()
    for member in members * 2:
        assert seen.add(member) is (member not in model)
        model.add(member)
    assert len(seen) == len(model)


OURS = ("rejected.jsonl", "digests.bin", "timings.jsonl", "manifest.jsonl", ".lock", "job.json")


@pytest.mark.parametrize("name", [*OURS, "part-00000000.jsonl"])
def test_name_in_the_folder_that_is_a_link_is_refused(file, tmp_path, name):
    (folder := tmp_path / "out").mkdir()
    (target := tmp_path / "target").write_text("precious")
    (folder / name).symlink_to(target)
    with pytest.raises(Refused, match="is a link"):
        fill(file, folder)
    assert target.read_text() == "precious"


@pytest.mark.parametrize("name", ["rejected.jsonl", "digests.bin", "timings.jsonl"])
def test_link_that_is_put_there_later_is_not_followed(file, tmp_path, name):
    (target := tmp_path / "target").write_text("precious")
    pipeline = build()

    def swap(documents):
        (tmp_path / "out" / name).unlink(missing_ok=True)
        (tmp_path / "out" / name).symlink_to(target)
        return pipeline(documents)

    with pytest.raises(OSError, match="symbolic links"):
        fill(file, tmp_path / "out", pipeline=swap)
    assert target.read_text() == "precious"


def test_link_in_place_of_a_temporary_file_goes_itself(file, tmp_path):
    (folder := tmp_path / "out").mkdir()
    (target := tmp_path / "target").write_text("precious")
    (folder / "job.json.tmp").symlink_to(target)
    fill(file, folder)
    assert target.read_text() == "precious"
    assert not (folder / "job.json").is_symlink()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("job.json", b""), ("job.json", b"[]"), ("job.json", b"\xff"), ("job.json", b"[" * 9999),
        ("manifest.jsonl", b"no\n"), ("manifest.jsonl", b"{}\n"), ("manifest.jsonl", b"[]\n"),
        ("manifest.jsonl", b"\xff\n"), ("manifest.jsonl", b'{"index": "0"}\n'),
    ],
)  # fmt: skip
def test_what_is_damaged_is_told_in_one_line(file, tmp_path, name, text):
    fill(file, tmp_path / "out")
    (tmp_path / "out" / name).write_bytes(text)
    with pytest.raises(Refused, match="damaged") as caught:
        fill(file, tmp_path / "out", resume=True)
    assert "\n" not in str(caught.value)


def test_manifest_whose_values_are_of_another_kind_is_damaged(file, tmp_path):
    fill(file, tmp_path / "out")
    path = tmp_path / "out" / "manifest.jsonl"
    first, *rest = path.read_bytes().splitlines(keepends=True)
    row = json.loads(first) | {"marks": "many"}
    path.write_bytes(json.dumps(row).encode() + b"\n" + b"".join(rest))
    with pytest.raises(Refused, match="line 1: damaged"):
        fill(file, tmp_path / "out", resume=True)
