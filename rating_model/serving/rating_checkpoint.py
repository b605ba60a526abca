"""A trained rating model as a Hugging Face directory, and back."""

from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from rating_model.heads import LABELS, OUTPUTS, PROBLEM_TYPES
from text_models.albert.checkpoint import CONFIG_FILE, Checkpoint, read_checkpoint, write_checkpoint
from text_models.tokens.tokenizer import PieceTokenizer


class RatingCheckpoint(NamedTuple):
    """A classifier, the tokenizer of its ids, the weights of the ratings in its loss, shape (5,), its head.

    The weights are needed to turn its probabilities into frequencies, see `without_class_weights`.
    """

    classifier: Any
    tokenizer: PieceTokenizer
    class_weights: np.ndarray
    head: str = "softmax"

    def write(self, folder: Path) -> None:
        """Write it into the existing folder, see `write_checkpoint`; config.json has the head and weights."""
        fields = {"head": self.head, "class_weights": self.class_weights.tolist()}
        labels, problem_type = LABELS[self.head], PROBLEM_TYPES[self.head]
        write_checkpoint(Checkpoint(self.classifier, self.tokenizer, labels, problem_type, fields), folder)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote; raises ValueError when a file is missing, damaged or does not fit."""
        fields = ("head", "class_weights")
        checkpoint = read_checkpoint(folder, extra_fields=fields, title="rating model")
        head, weights = (checkpoint.extra_fields[name] for name in fields)
        if OUTPUTS.get(head) != len(checkpoint.labels):
            expected = " or ".join(f"{name!r} and {count}" for name, count in OUTPUTS.items())
            raise ValueError(
                f"{folder / CONFIG_FILE} names head {head!r} and {len(checkpoint.labels)} labels; expected "
                f"{expected}. Train again."
            )
        return cls(checkpoint.classifier, checkpoint.tokenizer, np.asarray(weights), head)
