import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.placeholder import COUNT
from pipeline.mask import BrokenPlaceholders, mask, placeholders, unmask
from pipeline.protect import Span, find


@given(st.text(alphabet="好看¥39.9iPhone 15⟦0⟧@小美 https://a.cn，", max_size=200))
def test_unmask_undoes_mask(text):
    spans = find(text)
    assume(len(spans) <= COUNT)  # a longer text is cut before it is masked
    masked = mask(text, spans)
    assert unmask(masked.text, masked.slots)[0] == text


def test_mask_numbers_from_zero_in_order():
    text = "满200减30"
    assert mask(text, find(text)).text == "满⟦0⟧减⟦1⟧"


def test_mask_gives_listings_that_differ_in_a_code_one_input():
    a, b = "支持iPhone 15，¥39.9包邮", "支持Mate 60，¥45包邮"
    assert mask(a, find(a)).text == mask(b, find(b)).text


@pytest.mark.parametrize("rendered", ["no slots", "⟦0⟧ ⟦0⟧", "⟦0⟧ ⟦1⟧ ⟦2⟧", "⟦1⟧ ⟦1⟧"])
def test_unmask_refuses_broken_placeholders(rendered):
    slots = (Span(0, 1, "code", "A1"), Span(2, 3, "code", "B2"))
    with pytest.raises(BrokenPlaceholders):
        unmask(rendered, slots)


def test_unmask_tells_where_slots_stand():
    text, ranges = unmask("⟦1⟧ for ⟦0⟧", (Span(0, 1, "code", "A1"), Span(2, 3, "code", "B22")))
    assert [text[a:b] for a, b in ranges] == ["B22", "A1"]


def test_placeholders_are_sorted():
    assert placeholders("⟦2⟧ x ⟦0⟧") == [0, 2]
