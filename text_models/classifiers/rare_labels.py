"""What labels count in the training of a network, so that rare ones are learned too."""

from __future__ import annotations

import numpy as np

from text_models.classifiers.training_texts import TrainingTexts


def log_label_weights(training: TrainingTexts, present: np.ndarray) -> np.ndarray:
    """Return the logarithm of what each of the K labels at `present` counts, shape (K,).

    Where a text has one label, that is the inverse square root of its share of the texts; taken off the
    scores, it leaves probabilities as they are without weights. Where a text has any number of labels all
    count alike.
    """
    if training.has_many_labels:
        return np.zeros(len(present))
    return np.asarray(-0.5 * np.log(training.indicators[:, present].mean(axis=0)))
