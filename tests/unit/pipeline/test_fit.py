import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Issue
from pipeline.fit import fit, prohibited
from pipeline.guarded import Guarded
from pipeline.markets import load_profiles, market
from pipeline.typography import set_type

US, HK = market("US"), market("HK")
PROFILES = load_profiles()
LONG = (
    "【New Arrival】Hot sale women's fashion crossbody bag, handmade knitted yarn bag, ins style "
    "niche design, birthday gift for girlfriend, gift for mother's day and christmas"
)
WORDS = [
    *("New arrival", "linen", "dress,", "bag", "¥39.9", "(red", "blue)", "with", "[hot sale]"),
    *("ｗｉｄｅ", "，", "！", "👩‍👩‍👧", "iPhone 15", "-", "a" * 50, "【新】", "3 pcs;", "|"),
]
TITLES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


def title(text, profile="standard", row=US, keep=()):
    return fit(text, field="title", market=row, profile=PROFILES[profile], keep=keep)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【New】Soft，warm（2 pcs）！《Mo Dao》", '[New] Soft, warm (2 pcs)! "Mo Dao"'),
        ("Great！！！Buy now。", "Great!!! Buy now."),
        ("Time：19：30", "Time: 19:30"),
        ("¥39。3 kg，5 m", "¥39. 3 kg, 5 m"),
        ("Soft ，warm 。Next", "Soft, warm. Next"),
        ("100％ ＡＢＣ１２３", "100% ABC123"),
        ("Wait……what——no", "Wait...what—no"),
        ("a、b；c", "a, b; c"),
        ("he said「Hi」。", 'he said "Hi".'),
        ("【A】【B】dress【C】", "[A] [B] dress [C]"),
        ("<b>soft，</b>warm，<i>new</i>", "<b>soft,</b>warm, <i>new</i>"),
        ("￥39.9，free", "￥39.9, free"),
        ("line one。\nline two！", "line one.\nline two!"),
        ("So beautiful! Really? Yes: 100%", "So beautiful! Really? Yes: 100%"),
    ],
)
def test_english_is_set_in_us_type(text, expected):
    assert fit(text, field="body", market=US).text == expected


@pytest.mark.parametrize(
    "text", ["【新品】軟軟的，好看！", "「引號」（括號）：", "https://a.hk/x?y=1"]
)
def test_traditional_chinese_keeps_its_full_width_type(text):
    assert fit(text, field="body", market=HK).text == text


def test_traditional_chinese_gets_corner_quotes():
    assert fit("新款“外套‘厚’”", field="body", market=HK).text == "新款「外套『厚』」"


@given(st.text(alphabet="ab 1，。！？：；（）【】「」《》、…—～％Ａ１\u3000<b>😀", max_size=60))
def test_setting_type_twice_changes_nothing_more(text):
    once = set_type(Guarded.of(text), "en")
    assert set_type(once, "en") == once


@given(st.text(alphabet="ab，。！（）【】！$1 😀", max_size=40), st.data())
def test_kept_characters_are_never_touched(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for profile in ("standard", "amazon_us"):
        fitted = title(text, profile, keep=[(start, end)])
        assert text[start:end] in fitted.text


def test_title_within_its_limit_is_kept_byte_for_byte():
    text = "Women's crossbody bag  -  new, hot sale"
    fitted = title(text)
    assert (fitted.text, fitted.dropped, fitted.issues) == (text, (), ())


def test_long_title_loses_filler_first_then_tail_phrases_and_tells():
    fitted = title(LONG, "ebay")
    assert fitted.text == (
        "women's crossbody bag, handmade knitted yarn bag, birthday gift for girlfriend"
    )
    assert fitted.dropped[:2] == ("Hot sale", "New Arrival")
    assert fitted.dropped[-1] == "gift for mother's day and christmas"
    assert fitted.issues == (Issue("shortened", ", ".join(fitted.dropped)),)


def test_one_long_word_is_not_cut_but_told():
    fitted = title("x" * 100, "ebay")
    assert fitted.text == "x" * 100
    assert fitted.issues == (Issue("too_long", "100 of 80 characters"),)


def test_kept_price_and_model_outlive_other_words():
    text = "Phone case ¥39.9 (iPhone 15 Pro Max) with magnetic ring stand and a very long tail end"
    fitted = title(text, "ebay", keep=[(11, 16), (18, 35)])
    assert "¥39.9 (iPhone 15 Pro Max)" in fitted.text
    assert len(fitted.text) <= 80


def test_brackets_stay_whole_when_a_title_is_cut():
    text = "LED lamp (dimmable, warm white, cold white) with clip for desks and shelves, strong arm"
    assert title(text, "ebay").text == (
        "LED lamp (dimmable, warm white, cold white) with clip for desks and shelves"
    )


@pytest.mark.parametrize("profile", ["ebay", "etsy", "amazon_us"])
@given(text=TITLES)
def test_title_fits_and_no_word_is_cut(profile, text):
    fitted = title(text, profile)
    whole = set(re.findall(r"[\w.¥'-]+", set_type(Guarded.of(text), "en").text))
    words = re.findall(r"[\w.¥'-]+", fitted.text)
    assert len(fitted.text) <= PROFILES[profile].title
    assert all(word in whole for word in words)


@given(TITLES)
def test_fitting_a_fitted_title_changes_nothing(text):
    once = title(text, "amazon_us").text
    assert title(once, "amazon_us").text == once


def test_chinese_title_loses_whole_phrases():
    text = "新款 手工編織毛線包 ins風 小眾設計 " + "送女友生日禮物 " * 9
    fitted = title(text, "hktvmall", HK)
    assert fitted.text.startswith("手工編織毛線包")
    assert len(fitted.text) <= 80
    assert set(fitted.text.split()) <= set(text.split())


def test_filler_inside_a_longer_chinese_word_stays():
    text = "最新款式連衣裙 " * 20
    assert "最式" not in title(text, "hktvmall", HK).text


def test_amazon_title_loses_banned_characters_but_no_price():
    fitted = title("Great bag! Only $5? red_blue {x}", "amazon_us")
    assert fitted.text == "Great bag Only $5 red blue x"
    assert fitted.issues == (Issue("banned_character", "!$?_{}"),)


def test_amazon_title_says_no_word_three_times_small_words_aside():
    fitted = title("Red bag for him, red purse for her, RED wallet for all", "amazon_us")
    assert fitted.text == "Red bag for him, red purse for her, wallet for all"
    assert fitted.dropped == ("RED",)


def test_amazon_title_loses_promotion():
    fitted = title("[Free Shipping] Summer dress, 100% quality guaranteed", "amazon_us")
    assert fitted.text == "Summer dress"
    assert fitted.issues == (Issue("dropped", "Free Shipping, 100% quality guaranteed"),)


def test_body_keeps_what_only_titles_may_not_have():
    text = "Only $5! Free shipping! " * 20
    assert fit(text, field="body", market=US, profile=PROFILES["amazon_us"]).text == text


def test_platform_title_keeps_its_exclamation_mark():
    assert title("So beautiful!").text == "So beautiful!"


@pytest.mark.parametrize(
    ("row", "text", "terms"),
    [
        (US, "Antibacterial socks, FDA approved", ["FDA approved", "antibacterial"]),
        (US, "Obscures the view; a secures strap", []),
        (US, "Add WeChat now", ["WeChat"]),
        (HK, "全網第一美白霜，加微信", ["全網第一", "微信"]),
        (HK, "純棉T恤", []),
    ],
)
def test_prohibited_terms_are_flagged_in_every_field(row, text, terms):
    for field in ("title", "body", "attributes.0.value"):
        fitted = fit(text, field=field, market=row)
        flagged = [issue.detail for issue in fitted.issues if issue.code == "prohibited_term"]
        assert sorted(flagged) == sorted(terms)
        assert fitted.text == text


def test_prohibited_term_has_a_kind_and_a_severity():
    (row,) = prohibited("FDA approved", US)
    assert (row.kind, row.severity) == ("medical", "hold")
    assert row.reason
    assert row.hint
    assert "21 CFR 207.77" in row.law


@pytest.mark.parametrize(
    ("field", "text", "issues"),
    [
        ("tags.0", "handmade", ()),
        ("tags.0", "a very long tag indeed", (Issue("too_long", "22 of 20 characters"),)),
        ("tags.13", "handmade", (Issue("too_long", "tag 14 of 13"),)),
    ],
)
def test_tags_beyond_the_marketplace_are_told(field, text, issues):
    assert fit(text, field=field, market=US, profile=PROFILES["etsy"]).issues == issues


@given(
    st.text(alphabet="ab！，", max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))),
)
def test_guarded_ranges_follow_their_text(text, ranges):
    inside = [(s, e) for s, e in ranges if s < e <= len(text)]
    guarded = Guarded.of(text, inside)
    kept = [text[s:e] for s, e in guarded.keep]
    edited = guarded.sub(re.compile("！|，"), "!! ")
    assert [edited.text[s:e] for s, e in edited.keep] == kept
