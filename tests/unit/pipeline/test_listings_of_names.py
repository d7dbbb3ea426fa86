"""Listings built out of names, marks, variables, markup and Chinese words: nothing is lost unsaid.

Whatever the model says, a field that is ``ok`` has every one of them, as often as its source.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import HAN, build, spell

from models.backends.echo import EchoTranslator
from models.backends.opencc import OpenCCTranslator
from models.base import Pair
from pipeline.document import Document

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
HONG_KONG = OpenCCTranslator(Pair("zh-Hans", "zh-Hant-HK"))
LATIN = re.compile(r"(?<![⟦\w])[A-Za-z]+")


def translated(text):
    """Say one word for each Chinese character, and copy Latin words, as a good model does."""
    tokens = re.findall(r"⟦\d⟧|[A-Za-z]+|[一-鿿]", text)
    return " ".join(t if t[0] in "⟦" or t.isascii() else spell(t) for t in tokens)


DAMAGES = {
    "none": translated,
    "names lost": lambda text: LATIN.sub("", translated(text)).strip() or "so",
    "names changed": lambda text: LATIN.sub(lambda m: m[0] + m[0][-1], translated(text)),
    "half lost": lambda text: translated(text[: len(text) // 2]) or "so",
    "placeholder lost": lambda text: re.sub(r"⟦\d⟧", "", translated(text), count=1),
    "copied": str,
}

apart = st.sampled_from([" ", "，", "红", "的", ""])


def joined(pairs):
    """Join the parts of a listing; no two that end and begin in Latin letters make one word."""
    text = ""
    for part, gap in pairs:
        runs_on = text and part and text[-1].isalnum() and part[0].isalnum()
        text += (" " if runs_on and text[-1].isascii() else "") + part + gap
    return text


item = st.sampled_from([*NAMES, *VARIABLES, *MARKS, *PLAIN, *WORDS, *WORDS])
listing = st.lists(st.tuples(item, apart), min_size=1, max_size=6).map(joined)


def finish(text, reply):
    model = EchoTranslator(Pair("zh", "en"), reply=reply)
    document = Document("1", body=text, source="zh-Hans", markets=("US", "HK"))
    return build(model, script=HONG_KONG)([document])


def kept(text):
    """Return what of the table stands in a text, the longest first, each once where it stands."""
    table = sorted((*NAMES, *VARIABLES, *(m for m in MARKS if m.strip())), key=len, reverse=True)
    return re.findall("|".join(map(re.escape, table)), text)


@pytest.mark.parametrize("damage", DAMAGES)
@settings(max_examples=60, deadline=None)
@given(text=listing)
def test_a_listing_that_is_ok_has_the_names_and_marks_of_its_source(damage, text):
    for result in finish(text, DAMAGES[damage]):
        body = result.document.body
        if result.status == "review" or not HAN.search(text):
            continue
        for wanted in set(kept(text)):
            assert body.count(wanted) >= kept(text).count(wanted), (wanted, text, body)
        for word in PLAIN:
            if re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", text):
                assert word.casefold() in body.casefold(), (word, text, body)


@settings(max_examples=60, deadline=None)
@given(text=listing)
def test_a_listing_that_is_ok_in_english_has_no_chinese_between_what_is_kept(text):
    result = finish(text, str)[0]
    bare = re.sub("|".join(map(re.escape, kept(text))) or "$^", "", result.document.body)
    assert result.status == "review" or not HAN.search(bare)
