"""Fit the calibration of the detector and print it; run after any change to its scores.

    python tests/benchmarks/detection_calibration.py

Logistic regression (Newton's method, no randomness) of "the best language is right" on the lead of
the best score over the second and on the best score a letter. The samples are those beside the unit
tests, whole and cut to their first two, three and four words, in one alphabet, where a served
language won. A text in a language that is not served counts a fifth, for such texts are rarer in a
shop than among the samples. Even samples are fitted and odd ones checked, before all of them give
the numbers to be used.

The numbers come from these samples alone, but how they are cut and weighted, the handicap of other
languages and the words and brands of the tables were chosen while looking at the development set:
figures on that set are somewhat too good, and only unseen texts measure the detector fairly.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from models.backends.langdetect import LangdetectScorer  # noqa: E402
from pipeline.detection import script  # noqa: E402
from pipeline.detection.detect import DEFAULT_LANGUAGES, Detector  # noqa: E402
from pipeline.detection.prose import prose  # noqa: E402

SAMPLES = ROOT / "tests/unit/pipeline/detection/detection_samples.tsv"
RIDGE = 1e-3
WEIGHT_OF_NOT_SERVED = 0.2

Row = tuple[float, float, float, float, float]


def observe(language: str, text: str, detector: Detector) -> Row | None:
    """Return (1, lead, score a letter, is it right, weight), or None where statistics do not say.

    >>> observe("zh", "连衣裙", Detector(LangdetectScorer())) is None
    True
    """
    body = prose(text)
    alphabets = script.count_letters(body)
    if len(alphabets) != 1 or not alphabets.keys() <= {"Latn", "Cyrl", "Arab"}:
        return None
    found, lead, score = detector.weigh(body, *alphabets)
    if found not in DEFAULT_LANGUAGES:
        return None
    weight = WEIGHT_OF_NOT_SERVED if language == "und" else 1.0
    return 1.0, lead, score, float(found == language), weight


def fit(rows: np.ndarray) -> np.ndarray:
    inputs, right, weight = rows[:, :3], rows[:, 3], rows[:, 4]
    weights = np.zeros(3)
    for _ in range(50):
        p = 1 / (1 + np.exp(-inputs @ weights))
        hessian = (inputs * (weight * p * (1 - p))[:, None]).T @ inputs + RIDGE * np.eye(3)
        gradient = inputs.T @ (weight * (right - p)) - RIDGE * weights
        weights += np.linalg.solve(hessian, gradient)
    return weights


def report(name: str, rows: np.ndarray, weights: np.ndarray) -> None:
    p, right = 1 / (1 + np.exp(-rows[:, :3] @ weights)), rows[:, 3]
    sure = p >= 0.8
    print(
        f"{name}: bias {weights[0]:.2f}, margin {weights[1]:.2f}, fit {weights[2]:.2f}; "
        f"n {len(rows)}, Brier {np.mean((p - right) ** 2):.3f}, "
        f"at 0.80: coverage {sure.mean():.3f}, precision {right[sure].mean():.3f}"
    )


def main() -> None:
    detector = Detector(LangdetectScorer())
    halves: tuple[list[Row], ...] = ([], [])
    for i, line in enumerate(SAMPLES.read_text("utf-8").splitlines()):
        language, text = line.split("\t")
        words = text.split()
        cuts = dict.fromkeys([text, *(" ".join(words[:n]) for n in (2, 3, 4) if n < len(words))])
        halves[i % 2].extend(row for cut in cuts if (row := observe(language, cut, detector)))
    even, odd = (np.array(half) for half in halves)
    both = np.concatenate([even, odd])
    report("even → odd", odd, fit(even))
    report("all", both, fit(both))


if __name__ == "__main__":
    main()
