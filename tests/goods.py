"""Listings built out of what sellers write: figures, names and marks, with Chinese words."""

import re
from collections import Counter

from hypothesis import strategies as st

from pipeline import counting

NUMBERS = """
1 3 10 99 9.9 39.90 1,299 1.2万 3-5 80~100 5千 1.2亿 1万5千
五 两 十五 三十二 一百二十 三四 十五六 二三十 半 １５
"""
UNITS = """
斤 公斤 克 两 米 厘米 公分 毫升 升 瓦 毫安 尺 元 块钱 美元 日元 港币 天 件 个 岁 小时 折 码 % kg cm
"""
FIGURES = """
9块9 ¥39.9 ￥1,299 10元一袋 9.9元500g 15元/斤 每斤9.9元 零下20度 <60kg ≥2mm ±3% 1米75 2尺1寸
三斤半 晚上8点半 一年半 三个半月 百分之九十九 三分之一 6月18日 2026年5月 8折 九成新 HK$88 5欧元
3×5厘米 2万次 第2件 90年代 十几斤 七八折 一两黄金
"""
GOODS = "苹果 袜子 包邮 现摘 纯棉 适合 高 宽 装 左右 以上 新款 ， 。 ； 起 约 只要 送 、"
NAMES = (
    "Levi’s", "L’Oréal", "Häagen-Dazs", "SK-II", "iPhone 15", "Привет", "ハローキティ", "Ω", "ω-3",
    "H&M", "M·A·C", "3M", "Dr. Martens", "สวัสดี", "한국", "10x²", "Nike®", "THE NORTH FACE",
)  # fmt: skip
PLAIN = ("adidas", "nike", "CK", "LG", "usb", "vintage", "oversize")
VARIABLES = (
    "{order_id}", "{{ product.title }}", "%1$s", "%(name)s", "${x}", "#{user.name}", "<%= name %>",
    "__NAME__", "[price]", ":heart:", "{0}", "*|FNAME|*", "{{店铺名}}", "@{name}",
)  # fmt: skip
MARKS = (
    "①", "②", "❶", "⑴", "→", "½", "😍", "[害羞R]", "<b>", "</b>", "<br/>", "&nbsp;", "&gt;", "\n",
    "https://a.cn/红色/1.html", "a@b.com", "size.xlsx", "[b]", "[/b]", "<!-- 注 -->", "\\n", "√",
    "©", '<a title="1>0">', "&lt;p&gt;", "<![CDATA[", "]]>", "<code>红 = 1</code>",
)  # fmt: skip
WORDS = ["苹果", "袜子", "包邮", "纯棉", "适合", "新款", "，", "。", "红色", "送", "、", "的"]

figure = st.one_of(
    st.sampled_from(FIGURES.split()),
    st.tuples(st.sampled_from(NUMBERS.split()), st.sampled_from(UNITS.split())).map("".join),
)


def _beside(parts):
    """Join the parts of a listing; Latin letters run into nothing, as they would in one code."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "，", "".join(parts))


of_figures = st.lists(
    st.one_of(figure, st.sampled_from(GOODS.split())), min_size=1, max_size=6
).map(_beside)

apart = st.sampled_from([" ", "，", "红", "的", ""])


def _in_a_row(pairs):
    """Join the parts of a listing; no two that end and begin in Latin letters make one word."""
    text = ""
    for part, gap in pairs:
        runs_on = text and part and text[-1].isalnum() and part[0].isalnum()
        text += (" " if runs_on and text[-1].isascii() else "") + part + gap
    return text


item = st.sampled_from([*NAMES, *VARIABLES, *MARKS, *PLAIN, *WORDS, *WORDS])
of_names = st.lists(st.tuples(item, apart), min_size=1, max_size=6).map(_in_a_row)


def kept(text):
    """Return what of the table stands in a text, the longest first, each once where it stands."""
    table = sorted((*NAMES, *VARIABLES, *(m for m in MARKS if m.strip())), key=len, reverse=True)
    return re.findall("|".join(map(re.escape, table)), text)


def in_words(text):
    """Return the small numbers in words that may stand in figures: 五天 is 5 days."""
    return Counter(str(value) for counted in counting.find(text) for value in counted.values)


def digits(figures):
    """Return the bare numbers that figures say."""
    return Counter(
        number for each in figures.elements() for number in re.findall(r"\d[\d.]*", each)
    )
