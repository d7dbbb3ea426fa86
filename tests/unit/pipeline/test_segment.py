import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.halves import LONGEST, MOST_SPANS
from pipeline.protect import find
from pipeline.segment import split

ALPHABET = "好看推荐手工编织，。！？!?；…\n\r \t【】｜#＃@小[害羞R话题]😍❤️🇭🇰1.5-3L¥iPhone<b></br>&amp;;https://a.cn”」⟦0⟧"


def texts_of(text):
    return [piece.text for piece in split(text, find(text)) if piece.role != "layout"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("容量1.5L，保温12小时！很好用！", ["容量1.5L，保温12小时！", "很好用！"]),
        ("他说“好用！”真的", ["他说“好用！”", "真的"]),
        ("真的?!嗯……好", ["真的?!", "嗯……", "好"]),
        ("【现货】手机壳｜防摔", ["现货", "手机壳", "防摔"]),
        ("1. 纯棉\n2、亲肤\n\n- 大容量", ["纯棉", "亲肤", "大容量"]),
        ("好看😍姐妹们冲", ["好看", "姐妹们冲"]),
        ("#手工编织# #穿搭[话题]# 今天", ["手工编织", "穿搭", "今天"]),
        ("#显瘦 今天好看 #平替", ["显瘦", "今天好看", "平替"]),
        ("<p>纯棉<b>面料</b></p>", ["纯棉", "面料"]),
        ("@小美 你好 https://t.cn/x", ["你好"]),
        ("纯手工编织毛线包 ins风 小众设计", ["纯手工编织毛线包 ins风 小众设计"]),
    ],
)
def test_split_cuts_where_a_reader_would(text, expected):
    assert texts_of(text) == expected


@pytest.mark.parametrize("tag", ["#手工编织#", "#手工编织[话题]#", "#手工编织 "])
def test_split_gives_hashtags_their_role(tag):
    assert [p.text for p in split(tag, find(tag)) if p.role == "hashtag"] == ["手工编织"]


@given(st.text(alphabet=ALPHABET, max_size=400))
def test_split_is_lossless(text):
    pieces = split(text, find(text))
    assert "".join(piece.text for piece in pieces) == text


@given(st.text(alphabet=ALPHABET, max_size=400))
def test_split_never_cuts_a_span(text):
    spans = find(text)
    pieces = split(text, spans)
    assert sum(len(piece.spans) for piece in pieces) == len(spans)


@given(st.text(alphabet="好看，的1a ", min_size=100, max_size=600))
def test_split_leaves_nothing_longer_than_the_model_takes(text):
    spans = find(text)
    longest = max((len(s.text) for s in spans), default=0)
    for piece in split(text, spans):
        assert len(piece.text) <= LONGEST + longest
        assert len(piece.spans) <= MOST_SPANS


@given(st.text(max_size=300))
def test_split_is_lossless_on_any_text(text):
    assert "".join(piece.text for piece in split(text, find(text))) == text
