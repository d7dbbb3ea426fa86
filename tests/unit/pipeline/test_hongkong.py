import pytest
from walks import build

from models.backends.echo import EchoTranslator
from models.backends.opencc import OpenCCTranslator
from models.base import Pair
from pipeline import hongkong
from pipeline.document import Document, Variant

HANS = Pair("zh-Hans", "zh-Hant-HK")


def walk(*documents):
    return build(script=OpenCCTranslator(HANS))(documents)


@pytest.mark.parametrize(
    ("masked", "rendered", "source", "code"),
    [
        ("屏幕⟦0⟧", "螢幕幕⟦0⟧", "zh-Hans", "doubled_character"),
        ("连衣裙", "连身裙", "zh-Hans", "leftover_simplified"),
        ("a dress", "一条裙", "en", "leftover_simplified"),
        ("香水瓶子", "香水樽子", "zh-Hans", "split_word"),
    ],
)
def test_net_catches(masked, rendered, source, code):
    assert [i.code for i in hongkong.issues(masked, rendered, source, "zh-Hant-HK")] == [code]


@pytest.mark.parametrize(
    ("masked", "rendered", "source", "target"),
    [
        ("天天穿的连衣裙", "天天穿的連身裙", "zh-Hans", "zh-Hant-MO"),
        ("香水瓶", "香水樽", "zh-Hans", "zh-Hant-HK"),
        ("ha ha", "哈哈", "en", "zh-Hant-HK"),
        ("連衣裙", "连衣裙", "zh-Hant", "zh-Hans"),
    ],
)
def test_net_lets_pass(masked, rendered, source, target):
    assert list(hongkong.issues(masked, rendered, source, target)) == []


def test_doubtful_word_is_written_plainly_and_told():
    (told,) = walk(Document("1", title="钢化膜贴上去，酸奶好喝", markets=("HK",)))
    assert told.document.title == "鋼化膜貼上去，乳酪好喝"
    assert told.status == "review"
    assert [i.code for i in told.fields["title"].issues] == ["repaired", "doubled_character"]


def test_ordinary_copy_goes_out_unread():
    (good,) = walk(Document("1", title="酸奶和土豆，进口红酒", markets=("HK",)))
    assert (good.document.title, good.status) == ("乳酪和薯仔，進口紅酒", "ok")


def test_options_that_differ_stay_different():
    options = ("土豆", "马铃薯", "藏青", "深蓝", "棕色", "咖啡色", "褐色", "抓绒", "摇粒绒")
    document = Document("1", title="新款", variants=(Variant("款式", options),), markets=("HK",))
    (hong_kong,) = walk(document)
    assert hong_kong.document.variants[0].values == (
        "土豆", "馬鈴薯", "藏青", "深藍", "啡色", "咖啡色", "褐色", "抓毛", "搖粒絨",
    )  # fmt: skip
    assert hong_kong.status == "ok"


def test_options_that_a_model_made_the_same_are_still_numbered():
    assert hongkong.apart(["红", "红"], ["red", "crimson"], "zh-Hant-HK") == ["红", "红"]
    assert hongkong.apart(["Red", "Red"], ["红", "朱红"], "en") == ["Red", "Red"]


def test_script_that_leaves_simplified_characters_is_told():
    script = EchoTranslator(HANS, reply=lambda text: text.replace("连", "連"))
    documents = [Document(t, title=t, markets=("HK",)) for t in ("连衣裙", "连接线")]
    told = build(script=script)(documents)
    assert [each.status for each in told] == ["ok", "review"]
    assert "leftover_simplified" in {i.code for i in told[1].fields["title"].issues}


def test_traditional_from_taiwan_takes_the_words_of_hong_kong():
    script = OpenCCTranslator(Pair("zh-Hant", "zh-Hant-HK"))
    texts = {
        "防毒軟體 2026": "防毒軟件 2026",
        "手工皮革銀包": "手工皮革銀包",
        "呢件衫好靚": "呢件衫好靚",
    }
    documents = [
        Document(text, title=text, markets=("HK",), source="yue" if "呢" in text else "zh-TW")
        for text in texts
    ]
    done = build(script=script)(documents)
    assert [each.document.title for each in done] == list(texts.values())
    assert [each.status for each in done] == ["ok", "kept", "kept"]
    assert [each.route for each in done] == ["zh-Hant-zh-Hant-HK", "keep", "keep"]


@pytest.mark.parametrize(
    ("said", "shown", "status"),
    [
        ("笔记本键盘，适合U盘", "手提電腦鍵盤，適合USB手指", "ok"),
        ("⟦0⟧ 充电宝", "MagSafe 外置充電器", "ok"),
    ],
)
def test_english_reaches_hong_kong_through_simplified_chinese(said, shown, status):
    source = "MagSafe power bank" if "⟦0⟧" in said else "laptop keyboard for flash drives"
    chinese = EchoTranslator(Pair("en", "zh"), reply=lambda text: said)
    document = Document("1", title=source, markets=("HK",), source="en")
    (done,) = build(chinese, script=OpenCCTranslator(HANS))([document])
    assert (done.document.title, done.route) == (shown, "en-zh+zh-Hans-zh-Hant-HK")
    assert done.fields["title"].status == status
