from types import SimpleNamespace

import pytest
from walks import HAN, build, spell

from models.backends.echo import EchoTranslator
from models.base import Pair
from pipeline import budget
from pipeline.budget import SHARED
from pipeline.document import Document


@pytest.fixture
def slow(monkeypatch):
    """Return what takes a second for each text, by the only clock that the budget looks at."""
    now = [0.0]
    monkeypatch.setattr(budget, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def reply(text):
        now[0] += 1
        return spell(text)

    return reply


def long_text(lines=SHARED * 4):
    digits = str.maketrans("0123456789", "红黄蓝绿紫黑白灰粉橙")
    return "\n".join(f"很{str(i).translate(digits)}好看。" for i in range(lines))


def test_a_document_past_its_time_is_kept_for_review_and_the_others_are_not(slow):
    english = EchoTranslator(Pair("zh", "en"), reply=slow)
    documents = [
        Document("long", title="很好看", body=long_text(), markets=("US",)),
        Document("short", body="很漂亮", markets=("US",)),
    ]
    long, short = build(english, document_s=50)(documents)
    assert (long.document.body, long.fields["body"].status) == (documents[0].body, "review")
    assert [issue.code for issue in long.fields["body"].issues] == ["time_limit"]
    assert not HAN.search(short.document.body)


def test_a_document_within_its_time_is_translated_however_long():
    (result,) = build(document_s=600)([Document("long", body=long_text(), markets=("US",))])
    assert not HAN.search(result.document.body)


def test_a_long_document_is_translated_after_the_others():
    english = EchoTranslator(Pair("zh", "en"), reply=spell)
    build(english)([
        Document("long", body=long_text(), markets=("US",)),
        Document("short", body="很漂亮", markets=("US",)),
    ])  # fmt: skip
    assert english.batches[0] == ("很漂亮",)
