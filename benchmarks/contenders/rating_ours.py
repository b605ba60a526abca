"""Our training loop."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.contenders.rating_job import RatingJob
from rating_model.heads import CLASSES
from rating_model.options import RatingOptions
from rating_model.training.class_weights import class_weights
from rating_model.training.fit import Fit
from text_models.albert.albert import build_albert
from text_models.networks.backend import keras
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.encoded_texts import EncodedTexts


def main() -> None:
    """Train; time the steps after the first `warm_up`."""
    job = RatingJob.read()
    columns = np.load(job.reviews)
    reviews = EncodedTexts(
        columns["input_ids"], columns["lengths"], columns["ratings"], np.arange(len(columns["ratings"]))
    )
    epochs = -(-job.steps * job.batch_size // len(reviews.labels)) + 1
    options = RatingOptions(
        batch_size=job.batch_size,
        epochs=epochs,
        max_steps=10**9,
        dropout=job.dropout,
        precision=job.precision,
    )
    keras.utils.set_random_seed(options.seed)
    classifier = build_albert(
        CLASSES,
        vocabulary_size=job.vocabulary_size,
        max_tokens=job.max_tokens,
        layers=job.layers,
        hidden_dim=job.hidden_dim,
        heads=job.heads,
        intermediate_dim=job.intermediate_dim,
        embedding_dim=job.embedding_dim,
        dropout=job.dropout,
    )
    plan = BatchPlan(reviews, job.batch_size, options.seed)
    fit = Fit(classifier, plan, None, class_weights(reviews.labels), options)
    fit.steps = job.steps
    times: list[float] = []
    fit.run(lambda _done, _steps: times.append(time.perf_counter()))
    shapes = [plan.batch(step).input_ids.shape for step in range(job.warm_up, job.steps)]
    job.answer(
        times[-1] - times[job.warm_up - 1],
        sum(rows for rows, _ in shapes),
        sum(rows * length for rows, length in shapes),
    )


main()
