import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backends.vocabularies import Vocabularies

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
LISTS = st.lists(st.dictionaries(WORDS, st.floats(1e-7, 0.5), max_size=8), min_size=1, max_size=5)


@given(LISTS, st.lists(WORDS, max_size=6))
def test_weighs_each_word_in_each_language_and_leaves_the_rest_at_the_floor(lists, others):
    known = Vocabularies.read([{"x": 0.1}, *lists], 1e-7, 1.2)
    asked = [*others, *(word for words in lists for word in words)]
    wanted = [[1.2 * math.log(words.get(word, 0.0) + 1e-7) for words in ({"x": 0.1}, *lists)]
              for word in asked]  # fmt: skip
    found = known.weigh(asked)
    assert found.shape == (len(asked), len(lists) + 1)
    if asked:
        np.testing.assert_allclose(found, np.array(wanted), rtol=1e-4)


def test_words_of_the_same_bytes_are_two_words():
    known = Vocabularies.read([{"üb": 0.2}], 1e-7, 1.0)
    assert known.weigh(["üb"]) == pytest.approx(math.log(0.2), rel=1e-4)
    assert known.weigh(["拼"]) == pytest.approx(math.log(1e-7), rel=1e-4)
