import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import regex
import wordfreq
from hypothesis import given, settings
from hypothesis import strategies as st

from models.backends.langdetect import LangdetectScorer, NoStatistics, available, words
from models.base import Scorer
from models.errors import ModelError

LATIN = ("en", "es", "pt", "fr", "de", "it", "id", "ms", "vi")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def scorer() -> LangdetectScorer:
    return LangdetectScorer()


def best(scores: dict[str, float]) -> str:
    return max(scores, key=scores.__getitem__)


SENTENCES = [
    ("en", "the zipper broke after a week"),
    ("es", "la cremallera se rompió en una semana"),
    ("pt", "o zíper quebrou em uma semana"),
    ("fr", "la fermeture a cassé au bout d'une semaine"),
    ("de", "der Knopf war nach einer Woche abgerissen"),
    ("it", "la cerniera si è rotta dopo una settimana"),
    ("id", "resletingnya rusak setelah seminggu dipakai"),
    ("ms", "zipnya rosak selepas seminggu dipakai"),
    ("vi", "khóa kéo bị hỏng sau một tuần"),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_scorer_ranks_the_right_language_first(scorer, language, text):
    assert best(scorer.score(text, LATIN)) == language


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_scorer_does_not_care_for_case(scorer, language, text):
    lower, upper = scorer.score(text.lower(), LATIN), scorer.score(text.upper(), LATIN)
    assert upper == pytest.approx(lower)


def test_scorer_counts_each_ngram_once_and_adds_up(scorer):
    one, two = scorer.score("kettle", LATIN), scorer.score("kettle kettle", LATIN)
    assert two == pytest.approx({code: 2 * score for code, score in one.items()}, rel=1e-5)


def test_scorer_gives_the_probabilities_that_langdetect_holds(scorer):
    """Arabic has no case to fold, so that the shares are langdetect's to the letter."""
    from langdetect import detector_factory

    detector_factory.init_factory()
    factory = detector_factory._factory
    column = factory.langlist.index("ar")
    letters = sum(
        math.log(factory.word_lang_prob_map[ngram][column] + 0.5 / 10_000)
        for ngram in ("و", " و", "و ", " و ")
    )
    word = math.log(wordfreq.word_frequency("و", "ar", "small") + 1e-7)
    expected = 0.35 * letters + 1.2 * word
    assert scorer.score("و", ("ar", "fa"))["ar"] == pytest.approx(expected, rel=1e-3)


def test_scorer_knows_malay_though_langdetect_does_not(scorer):
    scores = scorer.score("kasut budak lelaki", ("id", "ms"))
    assert scores["ms"] > scores["id"]


def test_scorer_gives_zero_to_a_text_without_words(scorer):
    assert set(scorer.score("123 !? \ud800", LATIN).values()) == {0.0}


def test_scorer_refuses_an_unknown_language_and_says_what_there_is(scorer):
    with pytest.raises(NoStatistics, match=r"'xx'.*en, ") as caught:
        scorer.score("hello", ("en", "xx"))
    assert caught.value.language == "xx"
    assert caught.value.available == available()
    assert isinstance(caught.value, ModelError)


def test_scorer_is_a_scorer(scorer):
    checked: Scorer = scorer
    assert list(checked.score("hello", ("en", "de"))) == ["en", "de"]


def test_scorer_in_threads_answers_as_alone(scorer):
    texts = [text for _, text in SENTENCES] * 4
    shared = LangdetectScorer()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: shared.score(text, LATIN), texts))
    assert together == [scorer.score(text, LATIN) for text in texts]


def test_scorer_gives_the_same_in_another_process(scorer):
    program = (
        "from models.backends.langdetect import LangdetectScorer;"
        f"print(sorted(LangdetectScorer().score('la fermeture', {LATIN!r}).items()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert outputs == {str(sorted(scorer.score("la fermeture", LATIN).items()))}


def test_module_is_imported_without_the_libraries():
    program = (
        "import sys, models.backends.langdetect, pipeline.detection.detect;"
        "print({'langdetect', 'wordfreq', 'numpy'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "set()"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_scorer_is_finite_and_never_positive_for_any_text(scorer, text):
    scores = scorer.score(text, LATIN)
    assert all(-1e6 < score <= 0.0 for score in scores.values())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_words_hold_only_letters_marks_and_apostrophes(text):
    for word in words(text):
        assert regex.fullmatch(r"\p{L}[\p{L}\p{M}']*", word)
