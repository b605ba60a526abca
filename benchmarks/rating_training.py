"""How fast the rating model trains, against transformers' Trainer on PyTorch; and how fast it predicts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.bench_error import BenchError
from benchmarks.contenders.rating_job import RatingJob
from benchmarks.pytorch_venv import pytorch_python
from benchmarks.rating_texts import rated_texts
from benchmarks.workshop import ROOT
from rating_model.options import RatingOptions
from text_models.tokens.tokenizer import PieceTokenizer

REVIEWS = 8_000
STEPS, WARM_UP = 420, 20
SIZES = ("max_tokens", "layers", "hidden_dim", "heads", "intermediate_dim", "embedding_dim", "dropout")
DEEPER: dict[str, Any] = {"layers": 6, "hidden_dim": 256, "heads": 8, "intermediate_dim": 1_024}


def measure(rounds: int) -> dict[str, Any]:
    """Return samples a second, the median of `rounds`, and the ratio ours / theirs (higher is better).

    `training_vs_pytorch` is that of the default sizes; `deeper` the same for 6 layers of width 256.
    """
    options, python = RatingOptions(), pytorch_python()
    rated = rated_texts(REVIEWS)
    texts = [text for text, _ in rated]
    tokenizer = PieceTokenizer.train(texts, vocabulary_size=options.vocabulary_size, seed=options.seed)
    ids, lengths = tokenizer.encode_joined(texts, max_tokens=options.max_tokens)
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as folder:
        reviews = Path(folder) / "reviews.npz"
        np.savez(reviews, input_ids=ids, lengths=lengths, ratings=[rating for _, rating in rated])
        job = RatingJob(
            reviews=str(reviews),
            steps=STEPS,
            warm_up=WARM_UP,
            batch_size=options.batch_size,
            vocabulary_size=tokenizer.vocabulary_size,
            **{name: getattr(options, name) for name in SIZES},
        )
        trained = _compared(job, rounds, python)
        deeper = _compared(replace(job, **DEEPER, steps=120), 1, python)
    return {
        "reviews": len(texts),
        "tokens_a_review": round(len(ids) / len(texts), 1),
        "steps": STEPS,
        "batch_size": options.batch_size,
        **trained,
        "deeper": {**DEEPER, **deeper},
    }


def measure_prediction(rounds: int) -> dict[str, Any]:
    """Return reviews a second of `AlbertRater.predict_proba`, texts in, the median of `rounds`."""
    from rating_model.heads import CLASSES
    from rating_model.serving.albert_rater import AlbertRater
    from rating_model.serving.rating_checkpoint import RatingCheckpoint
    from text_models.albert.albert import build_albert

    options = RatingOptions()
    texts = [text for text, _ in rated_texts(REVIEWS)]
    tokenizer = PieceTokenizer.train(texts, vocabulary_size=options.vocabulary_size, seed=options.seed)
    sizes = {name: getattr(options, name) for name in SIZES}
    classifier = build_albert(CLASSES, vocabulary_size=tokenizer.vocabulary_size, **sizes)
    rater = AlbertRater(RatingCheckpoint(classifier, tokenizer, np.ones(CLASSES)))
    rates = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        rater.predict_proba(texts)
        rates.append(len(texts) / (time.perf_counter() - start))
    return {"reviews": len(texts), "reviews_a_second": round(median(rates[1:]))}


def _compared(job: RatingJob, rounds: int, python: Path) -> dict[str, Any]:
    """The contenders take turns, so that a slow minute of the machine falls on all."""
    contenders = {
        "ours": (Path(sys.executable), "rating_ours", job),
        "ours_bfloat16": (Path(sys.executable), "rating_ours", replace(job, precision="bfloat16")),
        "pytorch": (python, "rating_pytorch", job),
    }
    answers: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            answers[name].append(_run(*contender))
    rates = {name: [a["reviews"] / a["seconds"] for a in found] for name, found in answers.items()}
    return {
        "samples_a_second": {name: round(median(values), 1) for name, values in rates.items()},
        "samples_a_second_all": {name: [round(v, 1) for v in values] for name, values in rates.items()},
        "positions_a_step": {
            name: round(median(a["positions"] / (job.steps - job.warm_up) for a in found))
            for name, found in answers.items()
        },
        "peak_mb": {name: round(max(a["peak_mb"] for a in found)) for name, found in answers.items()},
        "training_vs_pytorch": round(
            median(our / their for our, their in zip(rates["ours"], rates["pytorch"], strict=True)), 3
        ),
    }


def _run(python: Path, module: str, job: RatingJob) -> dict[str, float]:
    done = subprocess.run(
        [python, "-m", f"benchmarks.contenders.{module}"],
        input=job.as_json(), capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    if done.returncode != 0:
        raise BenchError(f"{module} failed, so there is nothing to compare. It said:\n{done.stderr}")
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer
