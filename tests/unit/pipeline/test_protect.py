import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.protect import Span, find

SURVIVORS = [
    ("支持iPhone 15，¥39.9包邮", ["iPhone 15", "¥39.9"]),
    ("iPhone 15 Pro Max手机壳 Type-C快充 20W", ["iPhone 15 Pro Max", "Type-C", "20W"]),
    ("看https://a.cn/x?y=1。还有www.taobao.com/z，", ["https://a.cn/x?y=1", "www.taobao.com/z"]),
    ("邮箱a.b@c.com @小美 你好", ["a.b@c.com", "@小美"]),
    ("太好看了[害羞R][doge]", ["[害羞R]", "[doge]"]),
    ("冲❤️👨‍👩‍👧🇭🇰👍🏽！", ["❤️👨‍👩‍👧🇭🇰👍🏽"]),
    ("S925银 5G 500ml 25x30cm 165/88A", ["S925", "5G", "500ml", "25x30cm", "165/88A"]),
    ("容量1.5L，保温12小时", ["1.5L", "12"]),
    ("版本2.200.112 营业19:30 满200减30", ["2.200.112", "19:30", "200", "30"]),
    ("奥沙利文6比3丁俊晖", ["6", "3"]),
    ("50-60斤 3～5天 1:1 99% 26℃ 5w+", ["50-60", "3～5", "1:1", "99%", "26℃", "5w+"]),
    ("型号AB-1234/XL，Nike Air Force 1 男鞋", ["AB-1234/XL", "Nike Air Force 1"]),
    ("<b>纯棉</b>&nbsp;M&amp;M <br/>", ["<b>", "</b>", "&nbsp;", "&amp;", "<br/>"]),
    ("<script>x='中文'</script>好", ["<script>x='中文'</script>"]),
    ("€30 HK$88 US$9.99-12.99 ￥1,299", ["€30", "HK$88", "US$9.99-12.99", "￥1,299"]),
    ("-20℃~60℃ 5%~10% 220V±10%", ["-20℃~60℃", "5%~10%", "220V±10%"]),
    ("精度0.1µm 压力2.5MPa 10°斜角", ["0.1µm", "2.5MPa", "10°"]),
    ("手机+86 138-0013-8000或138 0013 8000", ["+86 138-0013-8000", "138 0013 8000"]),
    ("36#鞋子 色号01#", ["36#", "01#"]),
    ("8+256G 100% cotton亲肤", ["8+256G", "100% cotton"]),
    ("订单:order_id，:name您好", [":order_id", ":name"]),
    ("@name@您好 @小美", ["@name@", "@小美"]),
    ("验证码是#code#，品牌:nike", ["#code#"]),
    ("字面⟦0⟧", ["⟦", "0", "⟧"]),
    ("纯棉T恤 V领 PU皮 USB充电 vintage", []),
]


@pytest.mark.parametrize(("text", "expected"), SURVIVORS)
def test_find_survivors(text, expected):
    assert [span.text for span in find(text) if span.kind != "mark"] == expected


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("长度×宽度×高度", "××"),
        ("√可水洗 ×不可烘干", "×"),
        ("30抽×24包", "×"),
        ("3×5", ""),
        ("#手工# 36#", "##"),
    ],
)
def test_marks_between_words_are_borders(text, marks):
    assert "".join(span.text for span in find(text) if span.kind == "mark") == marks


def test_find_known_spans_win_over_codes():
    term = Span(0, 4, "term", "Nike", "NIKE")
    assert [s.kind for s in find("Nike鞋", [term])] == ["term"]


def test_find_links_win_over_known_spans():
    text = "https://xiaomi.cn/x小米"
    assert find("https://a.cn/abc", [Span(13, 16, "term", "abc", "x")])[0].kind == "link"
    assert find(text, [Span(19, 21, "term", "小米", "Xiaomi")])[-1].kind == "term"


@given(st.text())
def test_find_spans_are_ordered_disjoint_and_verbatim(text):
    spans = find(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(text[s.start : s.end] == s.text and s.text for s in spans)
