import tracemalloc
from importlib import import_module

import pytest
from growth import text
from walks import build

from pipeline import field
from pipeline.document import Document
from pipeline.recent import Recent


def counted(characters):
    made = []
    return Recent(lambda text, *rest: made.append((text, *rest)) or len(text), characters), made


def test_what_was_made_is_made_once():
    recent, made = counted(100)
    assert [recent("好", 1), recent("好", 1), recent("好", 2)] == [1, 1, 1]
    assert made == [("好", 1), ("好", 2)]


def test_the_oldest_goes_when_there_are_too_many_characters():
    recent, made = counted(150)
    for each in ("a" * 30, "b" * 30, "a" * 30, "c" * 30, "a" * 30, "b" * 30):
        recent(each)
    assert [text[0] for (text,) in made] == ["a", "b", "c", "b"]


def test_text_that_is_too_long_for_all_is_made_each_time():
    recent, made = counted(50)
    assert [recent("a" * 60), recent("a" * 60)] == [60, 60]
    assert len(made) == 2


@pytest.mark.parametrize("unit", ["¥1", "#a"])
def test_long_texts_do_not_fill_the_memory(unit, monkeypatch):
    for recent in (field._remembered, import_module("pipeline.figures.find")._recent):
        recent.forget()
        monkeypatch.setattr(recent, "_most", 5_000)
    walk, held = build(), []
    tracemalloc.start()
    for number in range(12):
        body = f"{number}号" + text(unit, 2_000)
        walk([Document("1", body=body, source="zh-Hans", markets=("US",))])
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert held[-1] - held[3] < (held[3] - held[0]) / 2
