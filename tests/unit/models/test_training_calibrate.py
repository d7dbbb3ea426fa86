import numpy as np
import pytest

from models.training.calibrate import MOST_WRONG, TooFewPairs, fit, measure
from models.training.reliability import draw


def judged(count=400, noise=0.5):
    """Pairs of which one feature tells the label, but for noise, and another tells nothing."""
    chance = np.random.default_rng(5)
    labels = chance.integers(0, 3, count)
    rows = [
        {"told": float(label + chance.normal(0, noise)), "idle": float(chance.normal())}
        for label in labels
    ]
    return rows, labels.tolist()


def test_fit_finds_the_feature_that_tells():
    found, measured = fit(*judged())
    told, idle = (sum(map(abs, parts)) for parts in found.weights)
    assert told > 5 * idle
    assert measured.auc > 0.95
    assert found.auc == pytest.approx(measured.auc, abs=1e-4)


def test_fit_may_bend():
    """What is wrong at either end of a feature is found as well."""
    chance = np.random.default_rng(7)
    values = chance.normal(size=600)
    labels = [2 if abs(value) < 0.5 else 1 if abs(value) < 1 else 0 for value in values]
    _, measured = fit([{"told": float(value)} for value in values], labels)
    assert measured.auc > 0.9


def test_measured_on_pairs_left_out_noise_is_worth_nothing():
    rows, labels = judged()
    chance = np.random.default_rng(6)
    noise = [{f"n{i}": float(chance.normal()) for i in range(30)} for _ in rows]
    _, measured = fit(noise, labels)
    assert 0.4 < measured.auc < 0.6


def test_pairs_of_one_source_are_left_out_together():
    """What only says which source it is tells nothing of another."""
    chance = np.random.default_rng(8)
    labels = chance.integers(0, 2, 40) * 2
    known = chance.normal(size=(40, 12))
    rows = [
        {f"n{i}": float(value) for i, value in enumerate(known[source])}
        for source in range(40)
        for _ in range(8)
    ]
    every = [int(label) for label in labels for _ in range(8)]
    sources = [f"s{source}" for source in range(40) for _ in range(8)]
    _, together = fit(rows, every, sources=sources)
    _, apart = fit(rows, every)
    assert apart.auc > 0.95
    assert together.auc < 0.8


def test_limit_lets_few_wrong_ones_through():
    _, measured = fit(*judged())
    share, wrong, right = measured.at(measured.review_below)
    assert 0 < share < 1
    assert wrong <= MOST_WRONG
    assert right > 0.8
    assert measured.at(measured.review_below - 0.01)[1] > MOST_WRONG


def test_probabilities_are_about_how_often_it_is_right():
    _, measured = fit(*judged(2000))
    assert all(abs(mean - share) < 0.12 for mean, share, _ in measured.bins(5))


def test_limit_of_scores_that_tell_nothing_lets_nothing_out():
    measured = measure([0.5] * 100, [0] * 50 + [2] * 50)
    assert measured.review_below == 1.0
    assert measured.at(1.0) == (0.0, 0.0, 0.0)


def test_too_few_pairs_are_refused_with_their_counts():
    rows, _ = judged(50)
    with pytest.raises(TooFewPairs, match=r"40 of label 0.*10 of label 2"):
        fit(rows, [0] * 40 + [2] * 10)


def test_picture_is_drawn(tmp_path):
    draw(fit(*judged())[1].bins(), tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
