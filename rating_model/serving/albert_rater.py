"""A trained ALBERT as one of the predictors of ratings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from rating_model.heads import CLASSES, distributions, ties_outputs, without_class_weights
from rating_model.rating_task import rating_task
from rating_model.serving.albert_rung import ALBERT_NAME
from rating_model.serving.rating_checkpoint import RatingCheckpoint
from text_models.albert.albert_forward import AlbertForward
from text_models.classifiers.explanation import Part, explain
from text_models.networks.backend import tf
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.encoded_texts import EncodedTexts

POSITIONS_AT_ONCE = 8_192
TEXTS_AT_ONCE = 20_000


class AlbertRater:
    """Answers normalised texts with the distribution of their ratings; a `TextClassifier`."""

    name = ALBERT_NAME

    @property
    def labels(self) -> tuple[str, ...]:
        """The ratings "1" to "5"."""
        return rating_task().labels

    def __init__(self, checkpoint: RatingCheckpoint) -> None:
        self.checkpoint = checkpoint
        self._max_tokens = checkpoint.classifier.backbone.max_sequence_length
        # One graph for every batch, whatever its shape.
        forward = AlbertForward(checkpoint.classifier, ties_outputs=ties_outputs(checkpoint.head))
        self._logits = tf.function(forward, input_signature=[tf.TensorSpec([None, None], tf.int32)])

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return a distribution over 1 to 5 stars for each of N texts, shape (N, 5), rows sum to 1.

        The weights of the ratings in the loss are taken out. Texts of like length are answered together, so
        that little is padding, and each text gets the same answer (to about 1e-6) in whatever company.
        """
        parts = [np.zeros((0, CLASSES))]
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            logits = self._logits_of(texts[start : start + TEXTS_AT_ONCE])
            weighted = distributions(self.checkpoint.head, logits)
            parts.append(without_class_weights(weighted, self.checkpoint.class_weights))
        return np.concatenate(parts)

    def explain(self, text: str, label: str | None = None) -> list[Part]:
        """Return what each part of a text moves the log-odds of a label by: see `explanation.explain`."""
        return explain(self.predict_proba, self.labels, text, label)

    def save(self, folder: Path) -> None:
        """Write the checkpoint into the existing folder, in the layout of Hugging Face."""
        self.checkpoint.write(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote; raises ValueError when a file is damaged or does not fit."""
        return cls(RatingCheckpoint.read(folder))

    def _logits_of(self, texts: Sequence[str]) -> np.ndarray:
        ids, lengths = self.checkpoint.tokenizer.encode_joined(texts, max_tokens=self._max_tokens)
        unlabelled = np.zeros(len(texts), np.int64)
        plan = BatchPlan(EncodedTexts(ids, lengths, unlabelled, unlabelled), 1, 0)
        batches = plan.by_length(POSITIONS_AT_ONCE)
        answers = np.concatenate([self._logits(plan.padded_ids(rows)).numpy() for rows in batches])
        logits = np.empty(answers.shape)
        logits[np.concatenate(batches)] = answers
        return logits
