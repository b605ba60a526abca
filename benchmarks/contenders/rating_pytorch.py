"""transformers' Trainer on PyTorch: dynamic padding, batches of like length, else defaults."""

from __future__ import annotations

import tempfile
import time
from dataclasses import fields
from typing import Any

import numpy as np
import torch
from transformers import (
    AlbertConfig,
    AlbertForSequenceClassification,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

from benchmarks.contenders.rating_job import RatingJob


class Clock(TrainerCallback):  # type: ignore[misc] # transformers is untyped
    """Notes when each step ended."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def on_step_end(self, *_: object, **__: object) -> None:
        """Called by the Trainer."""
        self.times.append(time.perf_counter())


class Padded:
    """Pads a batch to its longest review, as DataCollatorWithPadding does, and remembers the shapes."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, int]] = []

    def __call__(self, reviews: list[dict[str, Any]]) -> dict[str, Any]:
        """Called by the Trainer."""
        rows = [torch.tensor(review["input_ids"]) for review in reviews]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        self.shapes.append((ids.shape[0], ids.shape[1]))
        labels = torch.tensor([review["labels"] for review in reviews])
        return {"input_ids": ids, "attention_mask": (ids != 0).long(), "labels": labels}


def main() -> None:
    """Train; time the steps after the first `warm_up`."""
    job = RatingJob.read()
    columns = np.load(job.reviews)
    parts = np.split(columns["input_ids"], np.cumsum(columns["lengths"])[:-1])
    reviews = [
        {"input_ids": part.tolist(), "labels": rating - 1}
        for part, rating in zip(parts, columns["ratings"].tolist(), strict=True)
    ]
    model = AlbertForSequenceClassification(_config(job))
    clock, padded = Clock(), Padded()
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            per_device_train_batch_size=job.batch_size,
            max_steps=job.steps,
            learning_rate=5e-4,
            weight_decay=0.01,
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
            use_cpu=True,
            **_grouped_by_length(),
        )
        trainer = Trainer(
            model=model, args=arguments, train_dataset=reviews, data_collator=padded, callbacks=[clock]
        )
        trainer.train()
    shapes = padded.shapes[job.warm_up : job.steps]
    job.answer(
        clock.times[-1] - clock.times[job.warm_up - 1],
        sum(rows for rows, _ in shapes),
        sum(rows * length for rows, length in shapes),
    )


def _config(job: RatingJob) -> AlbertConfig:
    return AlbertConfig(
        vocab_size=job.vocabulary_size,
        embedding_size=job.embedding_dim,
        hidden_size=job.hidden_dim,
        num_hidden_layers=job.layers,
        num_attention_heads=job.heads,
        intermediate_size=job.intermediate_dim,
        max_position_embeddings=job.max_tokens,
        hidden_dropout_prob=job.dropout,
        attention_probs_dropout_prob=job.dropout,
        classifier_dropout_prob=job.dropout,
        num_labels=5,
    )


def _grouped_by_length() -> dict[str, Any]:
    """The option's name has changed between versions of transformers."""
    names = {field.name for field in fields(TrainingArguments)}
    if "group_by_length" in names:
        return {"group_by_length": True}
    return {"train_sampling_strategy": "group_by_length"}


main()
