import opencc
import pytest

from models.regional.taiwan import from_taiwan
from models.regional.vocabulary import DATA, read_vocabulary, rows

HK = from_taiwan("zh-Hant-HK")
WORDS = rows(DATA / "tw.tsv")


def test_words_of_taiwan_become_those_of_hong_kong():
    wrong = {word: HK.convert(word) for word, other in WORDS if HK.convert(word) != other}
    assert not wrong


def test_words_are_taiwans_own():
    shared = {entry.simplified for entry in read_vocabulary(DATA / "hk.tsv")}
    simplify = opencc.OpenCC("t2s").convert
    assert shared.isdisjoint(simplify(word) for word, _ in WORDS)
    assert len(dict(WORDS)) == len(WORDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("這款軟體支援無線網路", "這款軟件支援無線網絡"),
        ("筆電支架，可放沙發和桌子上", "手提電腦支架，可放梳化和枱上"),
        ("附行動電源 10000mAh 與隨身碟", "附外置充電器 10000mAh 與USB手指"),
        ("計程車上的雷射頭髮造型", "的士上的鐳射頭髮造型"),
        ("客製化禮物，裡面有乾燥花", "訂製禮物，裏面有乾燥花"),
        ("數位相機 ⟦0⟧ iPhone", "數碼相機 ⟦0⟧ iPhone"),
    ],
)
def test_text_with_a_word_of_taiwan_is_written_for_hong_kong(text, expected):
    assert HK.concerns(text)
    assert HK.convert(text) == expected


@pytest.mark.parametrize(
    "text",
    ["手工皮革銀包", "沙發和桌子", "呢件衫好靚", "雪櫃同冷氣機", "⟦0⟧ 😀", "", "裡面有麵包"],
)
def test_text_without_one_stays_as_it_is(text):
    assert not HK.concerns(text)
    assert HK.convert(text) == text
