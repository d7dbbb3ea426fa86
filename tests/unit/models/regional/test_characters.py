import pytest

from models.regional import characters
from models.regional.converter import converter
from models.regional.vocabulary import DATA, read_vocabulary, rows

CONVERTER = converter("zh-Hant-HK")
TABLE = characters.read()
VARIANTS = dict(rows(DATA / "variants.tsv"))
WRITTEN = {word: CONVERTER.convert(word) for word in TABLE.words}
SEVERAL = sorted({character for forms in TABLE.words.values() for character in forms})


@pytest.mark.parametrize("character", SEVERAL)
def test_character_takes_its_form_in_each_word(character):
    wrong = {}
    for word, forms in TABLE.words.items():
        written = WRITTEN[word]
        got = {new for old, new in zip(word, written, strict=True) if old == character}
        if character in forms and got != {forms[character]}:
            wrong[word] = written
    assert not wrong


@pytest.mark.parametrize("character", sorted(TABLE.defaults.keys() - TABLE.rules.keys()))
def test_character_alone_takes_its_default(character):
    assert CONVERTER.convert(character) == TABLE.defaults[character]


def test_table_holds_no_word_of_the_vocabulary():
    words = {entry.simplified for entry in read_vocabulary(DATA / "hk.tsv")}
    for word in TABLE.words:
        parts = {word[i:j] for i in range(len(word)) for j in range(i + 2, len(word) + 1)}
        assert words.isdisjoint(parts), word


def test_forms_are_those_that_shops_print():
    forms = set(TABLE.defaults.values()) | {
        f for word in TABLE.words.values() for f in word.values()
    }
    assert forms.isdisjoint(VARIANTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("余先生", "余先生"),
        ("剩余", "剩餘"),
        ("钟女士喜欢闹钟", "鍾女士喜歡鬧鐘"),
        ("姓范的范围", "姓范的範圍"),
        ("于老师于今日", "于老師於今日"),
        ("岳经理", "岳經理"),
        ("⟦0⟧只装", "⟦0⟧隻裝"),
        ("⟦0⟧元只要", "⟦0⟧元只要"),
        ("两天后发货", "兩天後發貨"),
        ("⟦0⟧天后到", "⟦0⟧天後到"),
        ("天后同款", "天后同款"),
        ("开封后冷藏", "開封後冷藏"),
        ("⟦0⟧卷起批", "⟦0⟧卷起批"),
        ("墨水干得快", "墨水乾得快"),
        ("事情干得漂亮", "事情幹得漂亮"),
        ("系在腰上 韩系上衣", "繫在腰上 韓系上衣"),
        ("游个泳", "游個泳"),
        ("这家具有特色", "這家具有特色"),
        ("女生宿舍床帘", "女生宿舍床簾"),
        ("实木制作 全铜制", "實木製作 全銅製"),
    ],
)
def test_neighbours_decide(text, expected):
    assert CONVERTER.convert(text) == expected
