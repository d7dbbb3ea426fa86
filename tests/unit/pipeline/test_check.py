import pytest

from models.loops import find_loop
from pipeline.check import check

DAMAGED = [
    ("买⟦0⟧个", "Buy", "placeholder_lost"),
    ("买⟦0⟧个", "Buy ⟦0⟧ or ⟦0⟧", "placeholder_added"),
    ("好看", "   ", "empty"),
    ("缓缓走来", "Come on, come on, come on, come on", "loop"),
    ("奥沙利文比丁俊晖", "O'Sullivan O'Sullivan O'Sullivan O'Sullivan O'Sullivan", "loop"),
    ("很好", "Very nice at 30% off", "number_added"),
    ("复购第四次了", "Repurchased 41 times", "number_added"),
    ("⟦0⟧包邮，送三个", "⟦0⟧ with free shipping, 12 as a gift", "number_added"),
    ("很好", "Nice, see www.example.com", "invented_contact"),
    ("(笑声)(掌声)", "sync, corrected by elderman", "artefact"),
    ("很好", "Nice 好", "leftover_source"),
    ("很好", "⁇ nice", "unknown_token"),
    ("这件衣服真的非常好看而且面料也很舒服", "Nice.", "overshort"),
    ("好", "Good " + "and so it goes on for ever with words " * 3, "overlong"),
]


@pytest.mark.parametrize(("masked", "rendered", "code"), DAMAGED)
def test_check_finds_damage(masked, rendered, code):
    assert code in {issue.code for issue in check(masked, rendered, "zh", "en")}


SOUND = [
    ("买⟦0⟧送⟦1⟧", "Buy ⟦0⟧, get ⟦1⟧ free"),
    ("三件套", "3-piece set"),
    ("第一名", "No. 1"),
    ("双十一囤的纯棉毛巾", "100% cotton towels bought on 11.11"),
    ("一岁半，晚上八点半睡", "18 months old, asleep at 20:30"),
    ("五十五了，掉了百分之三十", "At 55 it lost 30%"),
    ("⟦0⟧点上架三十二款", "32 styles, online at ⟦0⟧:00"),
    ("太好看了！", "So beautiful!"),
    ("非常非常非常非常好", "Very very very very good"),
]


@pytest.mark.parametrize(("masked", "rendered"), SOUND)
def test_check_lets_sound_output_pass(masked, rendered):
    assert check(masked, rendered, "zh", "en") == ()


def test_check_of_a_script_conversion_asks_only_for_placeholders():
    assert check("价格⟦0⟧好好好好好", "價格⟦0⟧好好好好好", "zh-Hans", "zh-Hant-HK") == ()
    assert check("价格⟦0⟧", "價格", "zh-Hans", "zh-Hant-HK")[0].code == "placeholder_lost"


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("come on, come on, come on", True),
        ("the same the same the same", True),
        ("no no no no", True),
        ("bye bye bye", False),
        ("red, green, blue, red", False),
        ("!!!!!!", False),
        ("", False),
    ],
)
def test_find_loop(text, loops):
    assert bool(find_loop(text)) is loops
