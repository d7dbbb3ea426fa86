"""What can be wrong with a training or a test set: always something that was given.

TrainingError
├── NothingToLearn                no usable pair
├── corpus.InvalidCorpus          a line that is not a pair, or not a segment
├── sizes.UnknownSize             not a name of the table
├── vocabulary.InvalidVocabulary  tokenizer files that cannot be trained on
├── prepare.RunDiffers            a run folder of another plan
├── export.InvalidBase            a model that training cannot start from
└── export.WouldOverwrite         the directory for the model holds something else
"""

from __future__ import annotations

from models.errors import ModelError


class TrainingError(ModelError):
    """Any of these; the message says what would have worked."""


class NothingToLearn(TrainingError):
    """No pair is left to learn from."""

    def __init__(self, pairs: int, reason: str) -> None:
        self.pairs, self.reason = pairs, reason
        super().__init__(f"none of {pairs} pairs can be learnt: {reason}")
