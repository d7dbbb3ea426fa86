import re

import pytest

from models.training import report
from models.training.compare import compare
from models.training.evaluate import Concealed, System, evaluate
from models.training.fidelity import Share, keeps_numbers, keeps_placeholders, keeps_terms
from models.training.testset import Segment

SEGMENTS = [
    Segment("这件连衣裙很漂亮", ("This dress is very beautiful", "The dress is so pretty")),
    Segment("长30厘米的杯子", ("A cup 30 cm long",)),
    Segment("送女友的生日礼物", ("A birthday gift for your girlfriend",)),
    Segment("支持⟦0⟧的手机壳", ("Phone case for ⟦0⟧",)),
]
GOOD = [segment.references[0] for segment in SEGMENTS]
BAD = [
    "This dress is very beautiful",
    "A cup 3 cm long",
    "gift for you gift for you gift for you <b>",
    "Phone case for ⟦1⟧",
]
TERMS = {"杯子": "cup", "手机壳": "phone case", "礼物": "present"}


def system(outputs: list[str], name: str = "fixed") -> System:
    return System(name, lambda texts: list(outputs))


def test_references_score_full_marks():
    found = evaluate(system(GOOD), SEGMENTS, terms=TERMS)
    assert (found.bleu.value, found.chrf.value) == (pytest.approx(100), pytest.approx(100))
    assert found.kept("placeholders") == Share(1, 1)
    assert found.kept("numbers") == Share(1, 1)
    assert found.terms == Share(2, 2)  # no reference uses the agreed word for the third
    assert found.loops == Share(0, 4)
    assert found.clean == Share(4, 4)
    assert found.length == pytest.approx(1)
    assert "tok:13a" in found.bleu.signature
    assert "nrefs:var" in found.chrf.signature


def test_damage_is_counted_where_it_is():
    found = evaluate(system(BAD), SEGMENTS, terms=TERMS)
    assert [r.flags for r in found.results] == [(), ("numbers",), ("loop",), ("placeholders",)]
    assert found.kept("placeholders") == Share(0, 1)
    assert found.kept("numbers") == Share(0, 1)
    assert found.loops == Share(1, 4)
    assert found.clean == Share(1, 4)
    assert found.worst(1)[0].output == BAD[2]


def test_second_reference_counts():
    first = evaluate(system(["The dress is so pretty"]), SEGMENTS[:1])
    assert first.bleu.value == pytest.approx(100)


def test_concealed_source_is_what_the_system_sees_and_revealed_is_what_is_scored():
    seen: list[str] = []

    def conceal(text: str) -> Concealed:
        return Concealed(re.sub("30厘米", "⟦0⟧", text), lambda out: out.replace("⟦0⟧", "30 cm"))

    def translate(texts):
        seen.extend(texts)
        return ["A cup ⟦0⟧ long"]

    found = evaluate(System("masked", translate, conceal), SEGMENTS[1:2])
    assert seen == ["长⟦0⟧的杯子"]
    assert found.outputs == ["A cup 30 cm long"]
    assert found.kept("placeholders") == Share(1, 1)
    assert found.chrf.value == pytest.approx(100)


def test_own_inspection_replaces_the_plain_check():
    inspected = System("own", lambda texts: [""] * len(texts), inspect=lambda s, o: ["kept"])
    assert {r.flags for r in evaluate(inspected, SEGMENTS).results} == {("kept",)}


def test_chinese_targets_are_cut_into_characters():
    segments = [Segment("A beautiful dress", ("这件连衣裙很漂亮",))]
    found = evaluate(system(["这件连衣裙很好看"]), segments, target="zh-Hant-HK")
    assert "tok:zh" in found.bleu.signature
    assert found.bleu.value > 50


@pytest.mark.parametrize(
    ("source", "output", "kept"),
    [
        ("１０００ml", "1,000 ml", True),
        ("2个2元", "2 for 3 yuan", False),
        ("两个", "2", None),
        ("⟦3⟧", "⟦3⟧", None),
    ],
)
def test_numbers_are_compared_whatever_their_form(source, output, kept):
    assert keeps_numbers(source, output) is kept


def test_placeholder_twice_is_not_kept():
    assert keeps_placeholders("⟦0⟧和⟦1⟧", "⟦1⟧ and ⟦0⟧") is True
    assert keeps_placeholders("⟦0⟧", "⟦0⟧ ⟦0⟧") is False


def test_longer_term_covers_the_shorter():
    terms = {"小米": "Xiaomi", "小米粥": "millet porridge"}
    references = ["Millet porridge", "Xiaomi"]
    assert keeps_terms("小米粥", "Xiaomi", references, terms) == Share(0, 1)
    assert keeps_terms("小米粥", "millet porridge!", references, terms) == Share(1, 1)


def test_side_by_side_counts_who_wins_and_whether_it_is_chance():
    segments = SEGMENTS * 10
    bad, good = (evaluate(system(o * 10, n), segments) for o, n in ((BAD, "bad"), (GOOD, "good")))
    both = compare(bad, good)
    assert (both.better, both.worse) == (30, 0)
    assert both.p_values["chrF"] < 0.05
    assert "good against bad: better in 30 segments" in report.text([bad, good], both)
    assert compare(good, good).p_values == {"BLEU": None, "chrF": None}


def test_page_shows_the_worst_segments_escaped_and_needs_nothing_else():
    page = report.html([evaluate(system(BAD), SEGMENTS)], worst=1)
    assert SEGMENTS[2].source in page
    assert "gift for you &lt;b&gt;" in page
    assert SEGMENTS[0].source not in page
    assert not re.search(r"(src|href)=|url\(|@import", page)


def test_page_of_two_shows_the_largest_loss():
    good, bad = (evaluate(system(o, n), SEGMENTS) for o, n in ((GOOD, "good"), (BAD, "bad")))
    page = report.html([good, bad], compare(good, bad), worst=1)
    assert GOOD[2] in page
    assert "gift for you &lt;b&gt;" in page
