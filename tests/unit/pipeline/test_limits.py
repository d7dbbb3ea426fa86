"""Limits that a translation must set as its source does."""

import pytest

from pipeline import limits
from pipeline.check import check


@pytest.mark.parametrize(
    ("masked", "rendered", "limit"),
    [
        ("至多⟦0⟧人", "⟦0⟧ people", "most"),
        ("车速不要超过四十", "Speed of forty", "most"),
        ("不少于三件", "Three pieces", "least"),
        ("大于⟦0⟧", "⟦0⟧", "least"),
    ],
)
def test_a_limit_that_is_lost_is_told(masked, rendered, limit):
    assert [issue.detail for issue in limits.lost(masked, rendered)] == [limit]
    assert "limit_lost" in {issue.code for issue in check(masked, rendered, "zh", "en")}


@pytest.mark.parametrize(
    ("masked", "rendered"),
    [
        ("不超过⟦0⟧", "No more than ⟦0⟧"),
        ("车速不要超过四十", "Keep under forty"),
        ("至少⟦0⟧件起订", "Minimum order ⟦0⟧ pieces"),
        ("超过三天要收费", "They charge after three days"),
        ("不到⟦0⟧天", "In less than ⟦0⟧ days"),
        ("找不到两件一样的", "Two of a kind"),
        ("最多人买的", "What people buy"),
    ],
)
def test_a_limit_that_is_set_in_any_words_passes(masked, rendered):
    assert list(limits.lost(masked, rendered)) == []
