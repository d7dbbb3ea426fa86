"""Fit a score on judged pairs: ordinal logistic regression, always measured on pairs left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.calibration import Fit, bent
from models.training.errors import TrainingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WRONG, PARTLY, RIGHT = 0, 1, 2
# Of what may go out unread, by default at most 5 % are to be wrong; the limit is chosen on the
# pairs at hand, and others are a little less kind.
MOST_WRONG = 0.04

_FOLDS, _ROUNDS = 5, 10
_STRENGTH = 0.15  # inverse of the penalty: a few hundred pairs bear little more
_FAR = 0.3  # what an output of another source counts for
_CUT_SCALE = 10.0  # so that the penalty leaves the step between the labels alone


class TooFewPairs(TrainingError):
    """Judged pairs that nothing can be learnt from."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        self.counts = dict(counts)
        told = ", ".join(f"{counts.get(label, 0)} of label {label}" for label in (0, 1, 2))
        super().__init__(f"too few judged pairs: {told}; give at least 20 of labels 0 and 2")


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores of judged pairs that the weights behind them had not seen.

    Attributes:
        scores: of each pair, the mean of several rounds; ``labels``: 0 wrong, 1 partly, 2 right.
        review_below: the lowest limit at which few enough of the others are wrong.
    """

    scores: NDArray[np.float64]
    labels: NDArray[np.int64]
    review_below: float

    @property
    def auc(self) -> float:
        """Chance that a right output has a higher score than a wrong one."""
        return area(self.scores[self.labels != PARTLY], self.labels[self.labels != PARTLY] == RIGHT)

    @property
    def auc_of_rest(self) -> float:
        """The same of a right output against any other."""
        return area(self.scores, self.labels == RIGHT)

    def at(self, limit: float) -> tuple[float, float, float]:
        """Return the share that is not below a limit, of it that is wrong, of right ones in it."""
        out = self.scores >= limit
        wrong = float((self.labels[out] == WRONG).mean()) if out.any() else 0.0
        right = float(out[self.labels == RIGHT].mean()) if (self.labels == RIGHT).any() else 0.0
        return float(out.mean()), wrong, right

    def bins(self, count: int = 8) -> list[tuple[float, float, int]]:
        """Return mean score, share that is right and number of pairs, of equal parts."""
        parts = np.array_split(np.argsort(self.scores, kind="stable"), count)
        return [
            (float(self.scores[p].mean()), float((self.labels[p] == RIGHT).mean()), len(p))
            for p in parts
            if len(p)
        ]


def fit(
    features: Sequence[Mapping[str, float]],
    labels: Sequence[int],
    reverse: str = "",
    strangers: Sequence[Mapping[str, float]] = (),
    sources: Sequence[str] = (),
) -> tuple[Fit, Measured]:
    """Return the weights fitted on all pairs, and what such weights do on pairs left out.

    Pairs of one of the ``sources`` are left out together; without them each pair by itself.

    ``labels`` are 0 wrong, 1 partly, 2 right; ``reverse`` names the model that read back.
    ``strangers`` are features of outputs of other sources: wrong beyond what a model would write,
    so that what nobody ever judged does not pass. They are fitted, and never measured.

    Raises:
        TooFewPairs: less than 20 are wrong, or less than 20 are right.
    """
    judged = np.array(labels)
    counts = {label: int((judged == label).sum()) for label in (WRONG, PARTLY, RIGHT)}
    if min(counts[WRONG], counts[RIGHT]) < 20:
        raise TooFewPairs(counts)
    names = tuple(features[0])
    table = np.array([[row[name] for name in names] for row in features])
    far = np.array([[row[name] for name in names] for row in strangers]).reshape(-1, len(names))
    groups = np.unique(sources or np.arange(len(judged)), return_inverse=True)[1]
    measured = measure(_left_out(table, judged, far, groups), judged)
    whole = replace(
        _fitted(names, table, judged, far),
        reverse=reverse, review_below=measured.review_below, auc=round(measured.auc, 4),
    )  # fmt: skip
    return whole, measured


def measure(scores: Any, labels: Any) -> Measured:
    """Return what scores are worth, and the limit to choose."""
    rated, judged = np.asarray(scores, dtype=float), np.asarray(labels)
    return Measured(rated, judged, _limit(rated, judged))


def area(scores: NDArray[np.float64], is_right: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve; 0.5 where one of the classes is empty."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(is_right, scores)) if 0 < is_right.sum() < len(is_right) else 0.5


def _left_out(
    table: NDArray[np.float64],
    labels: NDArray[np.int64],
    far: NDArray[np.float64],
    groups: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return scores by weights fitted on the other folds, the mean of several divisions."""
    from sklearn.model_selection import StratifiedGroupKFold

    scores = np.zeros(len(labels))
    names = tuple(map(str, range(table.shape[1])))
    for seed in range(_ROUNDS):
        folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
        for known, unseen in folds.split(table, labels, groups):
            found = _fitted(names, table[known], labels[known], far)
            rows = [dict(zip(names, row, strict=True)) for row in table[unseen].tolist()]
            scores[unseen] += [found.probability(row) / _ROUNDS for row in rows]
    return scores


def _fitted(
    names: tuple[str, ...],
    table: NDArray[np.float64],
    labels: NDArray[np.int64],
    far: NDArray[np.float64],
) -> Fit:
    """Return proportional odds: one direction for "not wrong" and "right", two thresholds."""
    from sklearn.linear_model import LogisticRegression

    centre, scale = table.mean(0), table.std(0)
    scale[scale < 1e-6] = 1.0
    scaled = _bent((np.vstack([table, far]) - centre) / scale)
    labels = np.concatenate([labels, np.full(len(far), WRONG)])
    counts = np.where(np.arange(len(labels)) < len(table), 1.0, _FAR)
    step = np.repeat([0.0, _CUT_SCALE], len(labels))[:, None]
    both = np.hstack([np.vstack([scaled, scaled]), step])
    above = np.concatenate([labels >= PARTLY, labels >= RIGHT])
    model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(
        both, above, sample_weight=np.concatenate([counts, counts])
    )
    *weights, cut = model.coef_[0].tolist()
    bias = float(model.intercept_[0]) + _CUT_SCALE * cut
    return Fit(
        names,
        _rounded(centre),
        _rounded(scale),
        tuple(_rounded(part) for part in np.reshape(weights, (len(names), -1))),
        bias=round(bias, 6),
        review_below=1.0,
    )  # fmt: skip


def _bent(scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parts of every feature side by side, as the score will see them."""
    return np.array([[part for value in row for part in bent(value)] for row in scaled.tolist()])


def _rounded(numbers: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(number), 6) for number in numbers)


def _limit(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the lowest limit, in hundredths, at which few enough of the others are wrong."""
    for hundredth in range(1, 100):
        out = scores >= hundredth / 100
        if out.any() and (labels[out] == WRONG).mean() <= MOST_WRONG:
            return hundredth / 100
    return 1.0
