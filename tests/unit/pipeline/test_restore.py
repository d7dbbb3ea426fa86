import pytest

from pipeline.draft import Segment
from pipeline.markets import market
from pipeline.mask import mask
from pipeline.protect import Span, find
from pipeline.restore import join, part
from pipeline.segment import Piece, split

US, HK = market("US"), market("HK")


def rebuilt(text, words, into=US):
    """Put a field together from its pieces, each translated by a table."""
    parts = []
    for piece in split(text, find(text)):
        masked = None if piece.role == "layout" else mask(piece.text, piece.spans)
        parts.append(part(Segment(piece, masked), words.get(piece.text), into))
    return join(parts, into)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("好看！快买。", {"好看！": "So pretty!", "快买。": "Buy now."}, "So pretty! Buy now."),
        ("好看😍快买", {"好看": "So pretty", "快买": "buy now"}, "So pretty😍 Buy now"),
        ("#手工编织#好看", {"手工编织": "hand knitting", "好看": "nice"}, "#HandKnitting nice"),
        ("#手工编织 好看", {"手工编织": "hand knitting", "好看": "nice"}, "#HandKnitting nice"),
        ("好看#手工#", {"好看": "nice", "手工": "handmade"}, "Nice #Handmade"),
        ("#手工[话题]#", {"手工": "handmade"}, "#Handmade"),
        ("<b>纯棉</b>面料", {"纯棉": "cotton", "面料": "fabric"}, "<b>cotton</b> fabric"),
        ("**纯棉**面料", {"纯棉": "cotton", "面料": "fabric"}, "**cotton** fabric"),
        ("真**好**看", {"真": "so", "好": "very", "看": "nice"}, "So **very** nice"),
        ("[b]好[/b]看", {"好": "very", "看": "nice"}, "[b]very[/b] nice"),
        ("看[这里](https://a.cn)。", {"看": "see", "这里": "here"}, "See [here](https://a.cn)。"),
        ('<img alt="好">', {"好": 'a "b"'}, '<img alt="a &quot;b&quot;">'),
        ("①好②看", {"好": "very", "看": "nice"}, "① very ② nice"),
        ("好→看", {"好": "very", "看": "nice"}, "Very → nice"),
        ("看这https://a.cn/x", {"看这": "See"}, "See https://a.cn/x"),
        ("一\n\n  二", {"一": "one", "二": "two"}, "One\n\n  Two"),
        ("支持iPhone 15", {"支持iPhone 15": "fits⟦0⟧"}, "Fits iPhone 15"),
    ],
)
def test_join_spaces_and_cases_as_english_wants(text, words, expected):
    assert rebuilt(text, words).text == expected


def test_join_leaves_chinese_unspaced():
    words = {"好看！": "好睇！", "快买。": "快買。"}
    assert rebuilt("好看！快买。", words, HK).text == "好睇！快買。"


@pytest.mark.parametrize(
    "text", ["好看[害羞R]😍 @小美 https://a.cn ¥39.9 #手工#\n<b>纯棉</b>", "iPhone 15手机壳"]
)
def test_join_without_translations_gives_the_source_back(text):
    assert rebuilt(text, {}, HK).text == text


def test_join_tells_where_the_kept_stands():
    restored = rebuilt("支持iPhone 15，¥39.9", {"支持iPhone 15，¥39.9": "Fits ⟦0⟧, only ⟦1⟧"})
    assert [restored.text[a:b] for a, b in restored.kept] == ["iPhone 15", "¥39.9"]


def test_part_of_agreed_terms_alone_is_spaced():
    text = "¥89包邮"
    spans = [*find(text), Span(3, 5, "term", "包邮", "free shipping")]
    segment = Segment(Piece(text, "text", tuple(spans)), mask(text, spans))
    assert part(segment, "⟦0⟧⟦1⟧", US).text == "¥89 free shipping"


def test_part_of_a_unit_is_converted_for_the_market():
    from pipeline.figures import find as find_figures

    text = "3斤装"
    (found,) = find_figures(text)
    span = Span(found.start, found.end, "figure", "3斤", found.figure)
    piece = split(text, [span])[0]
    segment = Segment(piece, mask(piece.text, piece.spans))
    assert part(segment, "⟦0⟧ pack", US).text == "1.5 kg pack"
