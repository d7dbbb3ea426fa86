import gzip
import json

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import build

from tasks import backfill, backfill_report, rows
from tasks.backfill_folder import Folder, Job, Refused
from tasks.backfill_input import MOST_CHARACTERS, MOST_ROWS, Source, chunks
from tasks.digests import Digests
from tasks.policy import DependencyDown

MARKETS = ("US", "HK", "MO")
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


def fill(file, path, *, resume=False, translate=None, job=JOB):
    folder = Folder(path)
    with Source(str(file)) as source, folder.held(job, resume=resume):
        steps = list(backfill.run(source, folder, job, translate or build(), MARKETS))
    return folder, steps


def output(path):
    return {f.name: f.read_bytes() for f in sorted(path.iterdir()) if f.name not in NOTES}


def of(path, form):
    with Source(str(path)) as source:
        return list(chunks(getattr(source, form)(), MARKETS, Digests()))


class PowerCut(BaseException):
    pass


def cut_after(count):
    pipeline, calls = build(), []

    def translate(documents, markets):
        calls.append(1)
        if len(calls) > count:
            raise PowerCut
        return pipeline(documents, markets)

    return translate


def test_backfill_takes_every_good_row_once_and_names_the_others(file, tmp_path):
    folder, steps = fill(file, tmp_path / "out")
    parts = b"".join(folder.part(step.done.index).read_bytes() for step in steps)
    ids = [(row["id"], row["market"]) for row in map(json.loads, parts.splitlines())]
    good = [str(i) for i in range(300) if i % 10 != 9 and (i % 7 != 6)]
    assert ids == [(name, market) for name in good for market in ("US", "HK")]
    reasons = [json.loads(line) for line in folder.rejected.read_bytes().splitlines()]
    bad = {i + 1: "json" if i % 10 == 9 else "duplicate" for i in range(300)
           if i % 10 == 9 or i % 7 == 6}  # fmt: skip
    assert {row["line"]: row["code"] for row in reasons} == bad
    assert "cached" not in json.loads(parts.splitlines()[0])


@pytest.mark.parametrize("whole", [0, 1, 3, 4])
def test_backfill_resumed_after_a_cut_gives_the_same_bytes(file, tmp_path, whole):
    clean, _ = fill(file, tmp_path / "clean")
    path = tmp_path / "cut"
    with pytest.raises(PowerCut):
        fill(file, path, translate=cut_after(whole))
    for name in ("manifest.jsonl", "rejected.jsonl", "ids.bin"):
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
    assert [step.done.index for step in steps] == [2, 3, 4]
    assert output(clean.path) == before


@pytest.mark.parametrize("name", ["ids.bin", "rejected.jsonl"])
def test_backfill_resumed_mends_a_list_that_was_lost(file, tmp_path, name):
    folder, _ = fill(file, tmp_path / "out")
    before = output(folder.path)
    (folder.path / name).unlink()
    fill(file, folder.path, resume=True)
    assert output(folder.path) == before


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
    found = backfill_report.save(folder)
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
        backfill_report.report(folder)


def test_report_escapes_what_sellers_wrote():
    empty = {"markets": {}, "issues": {}, "rejected": {}, "slowest": []}
    worst = [{"id": "<script>", "market": "US", "issues": ["a"]}]
    assert "<script>" not in backfill_report.page({**empty, "worst": worst})


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
    assert [c.end for c in found] == [MOST_ROWS, 100]


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
    assert [c.end for c in chunks(numbered, MARKETS, Digests())] == [4, 8, 10]


@given(st.lists(st.integers(0, 40), max_size=150), st.data())
@settings(max_examples=50, deadline=None)
def test_chunks_from_any_checkpoint_are_those_of_the_whole_walk(ids, data):
    def numbered() -> rows.Numbered:
        return ((i, {"id": str(name), "title": "包"} if name else []) for i, name in enumerate(ids))

    whole = list(chunks(numbered(), MARKETS, Digests()))
    at = data.draw(st.integers(0, len(whole)))
    seen = Digests(d for chunk in whole[:at] for d in chunk.digests)
    end = whole[at - 1].end if at else 0
    rest = list(chunks(numbered(), MARKETS, seen, index=at, end=end))
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
