"""The packaged model on listings built at random: what is ``ok`` has figures, names and marks."""

import re

import pytest
from goods import digits, kept, of_figures, of_names
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import HAN

from pipeline.document import Document
from pipeline.figures import expected, said
from pipeline.figures.spelt import may_say
from pipeline.markets import market
from tasks import runtime
from tasks.settings import Settings

pytestmark = pytest.mark.quality

SPELT = {"两": "two|both|pair|double|dual|twin|2", "三": "three|triple|3", "四": "four|4",
         "五": "five|5", "六": "six|6", "八": "eight|8", "九": "nine|9"}  # fmt: skip
COUNTED = ("个月质保", "年联保", "天试用", "个小时充满", "分钟速热", "个口袋", "双袜子", "层收纳架",
           "条毛巾", "档调温", "瓶装", "颗草莓")  # fmt: skip
SAID = {
    "口红": "lipstick", "面粉": "flour", "雨伞": "umbrella", "戒指": "ring", "草莓": "strawberr",
    "充电宝": "power bank", "内蒙古": "inner mongolia", "六安": "lu'an",
}  # fmt: skip
SECOND = re.compile(r"\([\d.,–-]+ (?:lb|oz|in|ft)\)")  # 2.5 kg (5.5 lb)
few = settings(max_examples=12, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def pipeline(home):
    return runtime.build(Settings(home=home)).pipeline


def copies(pipeline, text):
    """Yield what is shown as it is, with its market's row."""
    document = Document("1", body=text, source="zh-Hans", markets=("US", "HK"))
    for result in pipeline([document]):
        if result.status != "review" and HAN.search(text):
            yield market(result.market), result.document.body


@few
@given(text=of_figures)
def test_figures_are_those_of_the_source(pipeline, text):
    for row, body in copies(pipeline, text):
        assert not expected(text, row) - said(body), (text, body)
        more = digits(said(SECOND.sub("", body))) - digits(expected(text, row))
        assert all("." not in n and may_say(text, n) for n in more), (text, body)


@few
@given(text=of_names)
def test_names_and_marks_are_those_of_the_source(pipeline, text):
    for _, body in copies(pipeline, text):
        wanted = kept(text)
        assert all(body.count(each) >= wanted.count(each) for each in wanted), (text, body)


@settings(max_examples=24, deadline=None, derandomize=True)
@given(number=st.sampled_from(list(SPELT)), what=st.sampled_from(COUNTED))
def test_small_numbers_are_those_of_the_source(pipeline, number, what):
    for row, body in copies(pipeline, number + what):
        if row.name == "US":
            assert re.search(rf"(?i)(?<![a-z\d])(?:{SPELT[number]})(?!\d)", body), (number, body)


@settings(max_examples=24, deadline=None, derandomize=True)
@given(things=st.lists(st.sampled_from(list(SAID)), min_size=3, max_size=5, unique=True))
def test_things_of_a_list_are_all_there(pipeline, things):
    for text in ("、".join(things) + "都放得下。", "不发" + "、".join(things)):
        for row, body in copies(pipeline, text):
            if row.target == "en":
                assert all(SAID[thing] in body.lower() for thing in things), (text, body)
