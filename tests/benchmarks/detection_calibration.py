"""Fit the calibration of :mod:`pipeline.detect` and print it; run after any change to the scores.

    python tests/benchmarks/detection_calibration.py

Logistic regression (Newton's method, no randomness) of "the best language is right" on the lead of
the best score over the second and on the best score a letter. The samples are those beside the unit
tests, each whole and cut to its first one to four words, in one alphabet, where a served language
won. Odd samples check what even ones give, before all of them give the numbers to be used.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from models.backends.langdetect import LangdetectScorer  # noqa: E402
from pipeline import script  # noqa: E402
from pipeline.detect import DEFAULT_LANGUAGES, Detector  # noqa: E402
from pipeline.prose import prose  # noqa: E402

SAMPLES = ROOT / "tests/unit/pipeline/detection_samples.tsv"
RIDGE = 1e-3


def observe(language: str, text: str, detector: Detector) -> tuple[float, ...] | None:
    """Return (1, lead, score a letter, is it right), or None where statistics have no say."""
    body = prose(text)
    alphabets = script.count_letters(body)
    if len(alphabets) != 1 or not alphabets.keys() <= {"Latn", "Cyrl", "Arab"}:
        return None
    found, lead, score = detector.weigh(body, *alphabets)
    return (1.0, lead, score, float(found == language)) if found in DEFAULT_LANGUAGES else None


def fit(rows: np.ndarray) -> np.ndarray:
    inputs, right = rows[:, :-1], rows[:, -1]
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-inputs @ weights))
        hessian = (inputs * (p * (1 - p))[:, None]).T @ inputs + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(hessian, inputs.T @ (right - p) - RIDGE * weights)
    return weights


def report(name: str, rows: np.ndarray, weights: np.ndarray) -> None:
    p, right = 1 / (1 + np.exp(-rows[:, :-1] @ weights)), rows[:, -1]
    sure = p >= 0.8
    print(
        f"{name}: bias {weights[0]:.2f}, margin {weights[1]:.2f}, fit {weights[2]:.2f}; "
        f"n {len(rows)}, Brier {np.mean((p - right) ** 2):.3f}, "
        f"at 0.80: coverage {sure.mean():.3f}, precision {right[sure].mean():.3f}"
    )


def main() -> None:
    detector = Detector(LangdetectScorer())
    halves: tuple[list[tuple[float, ...]], ...] = ([], [])
    for i, line in enumerate(SAMPLES.read_text("utf-8").splitlines()):
        language, text = line.split("\t")
        words = text.split()
        cuts = dict.fromkeys([*(" ".join(words[:n]) for n in range(1, 5)), text])
        halves[i % 2].extend(row for cut in cuts if (row := observe(language, cut, detector)))
    even, odd = (np.array(half) for half in halves)
    report("even → odd", odd, fit(even))
    report("all", both := np.concatenate([even, odd]), fit(both))


if __name__ == "__main__":
    main()
