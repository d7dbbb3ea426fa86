import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detection import han, script

DECIDED = [
    ("Sailor Moon poster", "Latn"),
    ("Nintendo Switch OLED 收纳包", "Hani"),
    ("鬼滅の刃", "Hani"),
    ("아이폰 15 case", "Hang"),
    ("เคส iPhone", "Thai"),
    ("чехол iPhone", "Cyrl"),
    ("حذاء Nike", "Arab"),
    ("Πλεκτή", script.OTHER),
]


@pytest.mark.parametrize(("text", "code"), DECIDED)
def test_deciding_script_prefers_any_script_to_latin(text, code):
    assert script.deciding_script(script.count_letters(text)) == code


def test_has_script_refuses_a_script_it_does_not_know():
    with pytest.raises(KeyError):
        script.has_script("abc", "Grek")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_letters_are_counted_once_each(text):
    counts = script.count_letters(text)
    assert 0 <= sum(counts.values()) <= len(text)
    for code in counts.keys() - {script.OTHER}:
        assert script.has_script(text, code)


VARIANTS = [
    ("这款手机壳防摔又好看", "Hans"),
    ("手工皮革錢包", "Hant"),
    ("香港直郵 現貨", "Hant"),
    ("毛巾 牙刷", "Hani"),
    ("后来的面", "Hans"),
    ("", "Hani"),
    ("\ud800", "Hani"),
]


@pytest.mark.parametrize(("text", "variant"), VARIANTS)
def test_chinese_variant_tells_by_the_characters(text, variant):
    assert han.chinese_variant(text) == variant


def test_chinese_variant_agrees_with_opencc_on_what_it_converts():
    import opencc

    to_traditional = opencc.OpenCC("s2t")
    for simplified in ("这款手机壳防摔又好看", "颜色比照片好看，发货很快", "儿童书包减负护脊"):
        assert han.chinese_variant(simplified) == "Hans"
        assert han.chinese_variant(to_traditional.convert(simplified)) == "Hant"


HAN = [
    ("同志社大学", "", "zh-Hans"),
    ("同志社大学", "ja", "ja"),
    ("連衣裙女夏季", "ja", "ja"),
    ("这个裙子很好看", "ja", "zh-Hans"),
    ("送料込 発売中", "", "ja"),
    ("送料込 発売中", "zh", "zh"),
    ("去屑洗髪露", "", "zh"),
    ("日系の杯子", "zh", "zh"),
    ("这个の裙子 显瘦", "", "zh-Hans"),
    ("ニットワンピース 显瘦", "", "ja"),
    ("唔該幫我包靚啲", "", "yue"),
    ("關係很好的禮物", "", "zh-Hant"),
]


@pytest.mark.parametrize(("text", "home", "language"), HAN)
def test_identify_tells_chinese_from_japanese(text, home, language):
    assert han.identify(text, script.count_letters(text), home)[0] == language
