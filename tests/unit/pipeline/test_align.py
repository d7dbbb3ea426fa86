import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.align import align

TEXT = st.text(alphabet="好看a1.。！? \n】｜😍", max_size=40)


@given(TEXT, TEXT)
def test_align_loses_nothing(source, target):
    pairs = align(source, target)
    assert "".join(ours for ours, _ in pairs) == source
    assert "".join(theirs for _, theirs in pairs) == target


@pytest.mark.parametrize(
    ("source", "target", "pairs"),
    [
        ("好看！收到了。", "Nice! Got it.", 2),
        ("好看！收到了。", "Nice, and I got it.", 1),
        ("一\n\n二", "One\n\nTwo", 4),
        ("容量1.5L。好用", "Holds 1.5L. Handy", 2),
        ("【现货】包", "[In stock] Bag", 1),
        ("好😍看", "Nice😍 look", 2),
    ],
)
def test_align_pairs_sentences_where_they_match(source, target, pairs):
    assert len(align(source, target)) == pairs
