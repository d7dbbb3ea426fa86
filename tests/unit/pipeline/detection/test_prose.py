import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detection.prose import prose

CLEANED = [
    ("Sony WH-1000XM5 耳机套", "耳机套"),
    ("Nike Air Force 1 男鞋", "男鞋"),
    ("S-M-L-XL 连帽卫衣", "- - - 连帽卫衣"),
    ("<p class='a'>Tea&nbsp;towel</p>", "Tea towel"),
    ("so nice [笑哭R] [doge]", "so nice"),
    ("write to a.b@shop.example or https://x.example/日本 now", "write to or now"),
    ("@小美 好看 #ins风[话题]# #OOTD", "好看"),
    ("lampe 19,90 € 28 cm tactile", "lampe tactile"),
    ("US$19.99 hat", "hat"),
    ("ｃｕｔｅ ﾈｺ", "cute ネコ"),
    ("4 in 1 tool", "in tool"),
]


@pytest.mark.parametrize(("text", "left"), CLEANED)
def test_prose_leaves_what_tells_the_language(text, left):
    assert prose(text).split() == left.split()


def test_prose_keeps_hashtags_where_there_is_nothing_else():
    assert prose("#小众设计# #手工").split() == ["小众设计", "手工"]


@pytest.mark.parametrize(
    "text",
    ["", "   \n", "🎁🎁", "2025-01-01", "¥39.9", "GA-2100-1A1", "XXL", "@user", "iPhone 15 Pro"],
)
def test_prose_of_what_has_no_language_has_no_letters(text):
    assert not any(c.isalpha() for c in prose(text).replace("Pro", ""))


def test_prose_looks_at_two_thousand_characters():
    assert len(prose("新" * 9_000)) == 2_000
    assert len(prose("\ufdfa" * 2_000)) == 2_000  # one character that NFKC turns into eighteen


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_prose_of_prose_is_never_longer_and_never_fails(text):
    once = prose(text)
    assert len(prose(once)) <= max(len(once), 2_000)
