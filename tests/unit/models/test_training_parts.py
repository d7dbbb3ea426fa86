import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training import machine
from models.training.arrays import TokenArrays
from models.training.batches import Batches
from models.training.checkpoint import Position
from models.training.example import Example
from models.training.learner import Learner
from models.training.loss import smoothed_cross_entropy
from models.training.masking import PLACEHOLDERS
from models.training.recipe import Recipe
from models.training.schedule import Schedule
from models.training.sizes import SIZES, UnknownSize, new_model, size
from models.training.vocabulary import InvalidVocabulary, Vocabulary, build

LENGTHS = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=60)


@settings(max_examples=60)
@given(LENGTHS, st.integers(40, 200), st.integers(0, 5))
def test_every_usable_pair_stands_in_one_batch_within_the_budget(lengths, budget, epoch):
    batches = Batches(np.array(lengths), budget, longest=30, seed=1)
    usable = [i for i, (a, b) in enumerate(lengths) if min(a, b) > 1 and max(a, b) <= 30]
    for made in (batches.epoch(epoch), batches.in_order()):
        assert sorted(i for rows in made for i in rows) == usable
        assert all(len(rows) * np.array(lengths)[rows].max() <= budget for rows in made)


def test_epochs_differ_and_repeat_for_a_seed():
    lengths = np.full((50, 2), 5)
    first, again = (Batches(lengths, 20, 30, seed=1) for _ in range(2))
    assert np.array_equal(np.concatenate(first.epoch(0)), np.concatenate(again.epoch(0)))
    assert not np.array_equal(np.concatenate(first.epoch(0)), np.concatenate(first.epoch(1)))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("tokens", [7, 1300])  # less than one chunk, and several
def test_loss_and_gradients_are_those_of_torch(smoothing, tokens):
    import torch  # slow to load, and every process of the suite reads this file

    torch.manual_seed(3)
    hidden = torch.randn(tokens, 8, requires_grad=True)
    weight = torch.randn(30, 8, requires_grad=True)
    bias, targets = torch.randn(30), torch.randint(0, 30, (tokens,))
    loss = smoothed_cross_entropy(hidden, weight, bias, targets, smoothing=smoothing)
    expected = torch.nn.functional.cross_entropy(
        hidden @ weight.t() + bias, targets, label_smoothing=smoothing
    )
    expected.backward()
    assert loss.value.item() == pytest.approx(expected.item(), rel=1e-5)
    torch.testing.assert_close(loss.hidden, hidden.grad)
    torch.testing.assert_close(loss.weight, weight.grad)


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_rate_is_never_above_its_peak_nor_zero(step, done):
    assert 0 < Schedule(peak=1.0, warm_up=100).rate(step, done) <= 1.0


def test_constant_rate_holds_until_the_cool_down():
    schedule = Schedule(peak=1.0, warm_up=1, shape="constant", cool_down=0.2)
    assert [schedule.rate(s, d) for s, d in ((10, 0.1), (10_000, 0.8))] == [1.0, 1.0]
    assert schedule.rate(10_000, 0.9) == pytest.approx(0.5)


def test_training_is_over_at_the_end_or_when_patience_is():
    assert Recipe(steps=10).is_over(Position(step=10))
    assert Recipe(minutes=1).is_over(Position(seconds=60))
    assert Recipe(steps=10, patience=3).is_over(Position(step=5, waited=3))
    assert not Recipe(steps=10, patience=0).is_over(Position(step=5, waited=99))


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    examples = [Example(f"红色杯子长⟦0⟧厘米{n}", f"red cup ⟦0⟧ cm long {n}") for n in range(50)]
    return build(examples, tmp_path_factory.mktemp("vocabulary"), (60, 50))


def test_vocabulary_has_placeholders_whole_and_targets_first(vocabulary):
    (source,) = vocabulary.encode_sources(["红色⟦0⟧厘米⟦9⟧"])
    (target,) = vocabulary.encode_targets(["red ⟦0⟧ cm ⟦9⟧"])
    marks = {vocabulary.ids[PLACEHOLDERS[0]], vocabulary.ids[PLACEHOLDERS[9]]}
    assert marks <= set(source.tolist())
    assert marks <= set(target.tolist())
    assert max(target) < vocabulary.targets < max(source)
    assert vocabulary.pad == len(vocabulary) - 1
    assert source[-1] == target[-1] == 0
    assert vocabulary.lacking() == []


def test_vocabulary_reads_as_the_tokenizer_of_transformers_does(vocabulary):
    from transformers import MarianTokenizer

    with pytest.warns(UserWarning, match="sacremoses"):
        tokenizer = MarianTokenizer.from_pretrained(vocabulary.directory)
    texts = ["红色杯子⟦0⟧", "没见过的字</s>"]
    assert [e.tolist() for e in vocabulary.encode_sources(texts[:1])] == [
        tokenizer(texts[0])["input_ids"]
    ]
    assert vocabulary.encode_sources(texts[1:])[0].tolist().count(0) == 1  # no text forges an end


def test_source_cuts_words_of_the_target_as_the_target_does(vocabulary):
    words = "red cup"
    assert vocabulary.encode_sources([words])[0].tolist() == (
        vocabulary.encode_targets([words])[0].tolist()
    )


def test_vocabulary_of_one_side_cannot_write_the_other(vocabulary):
    assert vocabulary.writes(["red cup ⟦0⟧ cm"])
    assert not vocabulary.writes(["红色杯子"])


def test_vocabulary_names_what_is_missing(vocabulary, tmp_path):
    with pytest.raises(InvalidVocabulary, match=r"lacks source.spm, target.spm, vocab.json"):
        Vocabulary.load(tmp_path)
    with pytest.raises(InvalidVocabulary, match="not one of its tokens"):
        Vocabulary.load(vocabulary.directory, prefix=">>cmn<<")


def test_arrays_come_back_from_disk_padded_by_row(vocabulary, tmp_path):
    examples = [Example("红色", "red"), Example("红色杯子长⟦0⟧厘米", "red cup ⟦0⟧ cm long")]
    arrays = TokenArrays.encode(examples, vocabulary)
    arrays.save(tmp_path / "a.npz")
    source, target = TokenArrays.load(tmp_path / "a.npz").padded(np.array([1, 0]), pad=99)
    assert source[0].tolist() == vocabulary.encode_sources([examples[1].source])[0].tolist()
    assert [t for t in target[1].tolist() if t != 99] == (
        vocabulary.encode_targets(["red"])[0].tolist()
    )


def test_joined_arrays_hold_all_pairs_in_order(vocabulary):
    examples = [Example("红色", "red"), Example("红色杯子长⟦0⟧厘米", "red cup ⟦0⟧ cm long")]
    whole = TokenArrays.encode(examples, vocabulary)
    joined = TokenArrays.joined([TokenArrays.encode([e], vocabulary) for e in examples])
    for name in ("source", "source_at", "target", "target_at"):
        assert np.array_equal(getattr(joined, name), getattr(whole, name))


def test_sizes_grow_and_an_unknown_one_lists_them():
    widths = [shape.width for shape in SIZES.values()]
    assert widths == sorted(widths)
    with pytest.raises(UnknownSize, match="tiny, light, small, base, large"):
        size("huge")


def test_new_model_cannot_produce_what_only_sources_have():
    model = new_model(size("tiny"), vocabulary=100, targets=60)
    assert model.final_logits_bias[0, :60].abs().max() == 0
    assert model.final_logits_bias[0, 60:].max() == -1e4
    assert model.model.shared.weight[99].abs().max() == 0
    assert math.isclose(model.model.shared.weight[:99].std().item(), 64**-0.5, rel_tol=0.1)


@pytest.mark.parametrize(
    ("allowed", "is_faster", "expected"),
    [
        (True, True, "bfloat16"), (True, False, "float32"), (False, True, "float32")
    ],
)  # fmt: skip
def test_learner_computes_in_bfloat16_only_where_that_is_faster(
    allowed, is_faster, expected, monkeypatch
):
    monkeypatch.setattr(machine, "computes_in_bfloat16", lambda: is_faster)
    learner = Learner(new_model(size("tiny"), vocabulary=40, targets=20), Recipe(bf16=allowed))
    kinds = []
    learner._worker.model.encoder.register_forward_hook(
        lambda module, given, output: kinds.append(output.last_hidden_state.dtype)
    )
    side = np.array([3, 4, 0, 5, 0], np.uint32), np.array([0, 3, 5])
    loss, tokens = learner.learn(TokenArrays(*side, *side), np.arange(2), rate=1e-3, seed=1)
    assert ([str(kind) for kind in kinds], tokens) == ([f"torch.{expected}"], 5)
    assert math.isfinite(loss)
