import gzip
import json
from pathlib import Path

import pytest

from models.training.corpus import Count, InvalidCorpus, Portion, gather, read
from models.training.errors import NothingToLearn
from models.training.example import Example
from models.training.grammar import Vertical, sample
from models.training.testset import Segment, read_segments

OWN = Path(__file__).parents[3] / "models" / "training" / "data"


def test_read_takes_tsv_and_jsonl_compressed_or_not(tmp_path):
    tsv, jsonl = tmp_path / "a.tsv.gz", tmp_path / "b.jsonl"
    tsv.write_bytes(gzip.compress("杯子\tcup\tcategory\n\n \tempty\n".encode()))
    jsonl.write_text(json.dumps({"source": "包 ", "target": "bag"}) + "\n", "utf-8")
    assert [*read(tsv), *read(jsonl)] == [Example("杯子", "cup"), Example("包", "bag")]


@pytest.mark.parametrize(("name", "line"), [("a.tsv", "杯子"), ("a.jsonl", '["杯子", "cup"]')])
def test_read_names_the_line_that_is_no_pair(tmp_path, name, line):
    path = tmp_path / name
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(InvalidCorpus, match="line 2"):
        list(read(path))


def test_portion_of_a_windows_like_name_is_not_a_weight():
    assert Portion.parse("pairs:old.tsv") == Portion(Path("pairs:old.tsv"))


def test_gather_weighs_and_holds_out_whatever_the_punctuation(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("".join(f"杯子{n}号\tcup {n}\n" for n in range(10)), "utf-8")
    corpus = gather([Portion(path, 2.5)], held_out=["杯子，3号！"])
    assert corpus.counts == (Count("a.tsv", read=10, held_out=1, taken=22),)
    assert Example("杯子3号", "cup 3") not in corpus.examples
    assert corpus == gather([Portion(path, 2.5)], held_out=["杯子，3号！"])


def test_gather_of_nothing_is_an_error(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("杯子\tcup\n", "utf-8")
    with pytest.raises(NothingToLearn, match="none of 1 pairs can be learnt: all of them are held"):
        gather([Portion(path)], held_out=["杯子"])


def test_gather_takes_the_hand_written_and_generated_pairs_of_a_vertical(tmp_path):
    (tmp_path / "hand.tsv").write_text("猫窝\tcat bed\n", "utf-8")
    (tmp_path / "lexicon.tsv").write_text("pet\t猫\tcat\npet\t狗\tdog\n", "utf-8")
    (tmp_path / "templates.tsv").write_text("{pet}碗{n:2-9}个\t{n} {pet} bowls\n", "utf-8")
    corpus = gather([], [(Vertical.load(tmp_path), 5)])
    assert corpus.counts[0].taken == 6
    assert Example("猫窝", "cat bed") in corpus.examples


def test_segments_have_as_many_references_as_the_line_gives(tmp_path):
    tsv, jsonl = tmp_path / "a.tsv", tmp_path / "b.jsonl"
    tsv.write_text("一\t壹\tone\ta\n二\t贰\ttwo\t\n", "utf-8")
    jsonl.write_text('{"source": "三", "references": ["three", "3"]}\n', "utf-8")
    assert read_segments(tsv, (1, 3, 4)) == (Segment("一", ("one", "a")), Segment("二", ("two",)))
    assert read_segments(jsonl) == (Segment("三", ("three", "3")),)


@pytest.mark.parametrize(("line", "columns"), [("一\tone", (1, 3)), ("一\t", (1, 2))])
def test_segment_without_reference_is_named(tmp_path, line, columns):
    path = tmp_path / "a.tsv"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(InvalidCorpus, match="line 1"):
        read_segments(path, columns)


def test_vertical_may_have_hand_written_pairs_alone(tmp_path):
    (tmp_path / "hand.tsv").write_text("包\tBag\n", "utf-8")
    vertical = Vertical.load(tmp_path)
    assert (vertical.hand, sample(vertical, 5)) == ((("包", "Bag"),), [])


@pytest.mark.parametrize("folder", sorted(OWN.iterdir()), ids=lambda folder: folder.name)
def test_own_verticals_are_whole(folder):
    """Two texts a line, no source twice, and no slot without words."""
    if not folder.is_dir():
        return
    vertical = Vertical.load(folder)
    sources = [source for source, _ in vertical.hand]
    assert len(vertical.hand) >= 300
    assert len(set(sources)) == len(sources)
    assert all(source.strip() and target.strip() for source, target in vertical.hand)
    assert len(sample(vertical, 50)) == (50 if vertical.templates else 0)
