"""Listings built out of names, marks, variables, markup and Chinese words: nothing is lost unsaid.

Whatever the model says, a field that is ``ok`` has every one of them, as often as its source.
"""

import re

import pytest
from goods import PLAIN, kept, of_names
from hypothesis import given, settings
from walks import HAN, build, spell

from models.backends.echo import EchoTranslator
from models.backends.opencc import OpenCCTranslator
from models.base import Pair
from pipeline.document import Document

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


def finish(text, reply):
    model = EchoTranslator(Pair("zh", "en"), reply=reply)
    document = Document("1", body=text, source="zh-Hans", markets=("US", "HK"))
    return build(model, script=HONG_KONG)([document])


@pytest.mark.parametrize("damage", DAMAGES)
@settings(max_examples=60, deadline=None)
@given(text=of_names)
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
@given(text=of_names)
def test_a_listing_that_is_ok_in_english_has_no_chinese_between_what_is_kept(text):
    result = finish(text, str)[0]
    bare = re.sub("|".join(map(re.escape, kept(text))) or "$^", "", result.document.body)
    assert result.status == "review" or not HAN.search(bare)
