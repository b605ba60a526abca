"""Evaluation on a slice of the training texts that the model does not learn from: it decides when to stop."""

from typing import Any

import numpy as np

from rating_model.heads import distributions, ties_outputs, without_class_weights
from rating_model.rating_metrics import evaluate_ratings, rating_predictions
from rating_model.serving.rating_decision import expected_ratings, likeliest_ratings, median_ratings
from rating_model.training.loss import review_losses
from text_models.albert.albert_forward import AlbertForward
from text_models.networks.backend import tf
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.encoded_texts import EncodedTexts

POSITIONS_AT_ONCE = 8_192


class ValidationSlice:
    """Evaluates `classifier` on N > 0 reviews; `weights`, shape (5,), are those of the training loss."""

    def __init__(self, classifier: Any, reviews: EncodedTexts, head: str, weights: np.ndarray) -> None:
        self._plan, self._head, self._weights = BatchPlan(reviews, 1, 0), head, weights
        self._batches = self._plan.by_length(POSITIONS_AT_ONCE)
        self._ratings = reviews.labels
        forward = AlbertForward(classifier, ties_outputs=ties_outputs(head))
        self._forward = tf.function(forward, input_signature=[tf.TensorSpec([None, None], tf.int32)])

    def evaluate(self) -> dict[str, float]:
        """Return "evaluation_loss" (weighted, as in training), accuracy, macro_f1, mae and expected_mae.

        mae is the error of the median of the distribution, expected_mae that of its mean, in stars.
        """
        rows = np.concatenate(self._batches)
        logits = np.concatenate([self._forward(self._plan.padded_ids(batch)) for batch in self._batches])
        truth = self._ratings[rows]
        losses = review_losses(self._head, tf.constant(logits), tf.constant(truth, tf.int32)).numpy()
        counts = self._weights[truth - 1]
        probabilities = without_class_weights(
            distributions(self._head, logits.astype(np.float64)), self._weights
        )
        answers = likeliest_ratings(probabilities, self._weights)
        stars = median_ratings(probabilities).astype(np.float64)
        metrics = evaluate_ratings(rating_predictions(truth, answers, stars, probabilities))
        expected_mae = np.abs(truth - expected_ratings(probabilities)).mean()
        return {
            "evaluation_loss": float((losses * counts).mean()),
            "accuracy": metrics["accuracy"],
            "macro_f1": metrics["macro_f1"],
            "mae": metrics["mae"],
            "expected_mae": float(expected_mae),
        }
