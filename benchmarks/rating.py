"""How fast the rating model's steps are, by us and by others, on the same made-up reviews.

Rules of the measurement:
- Texts are the demo corpus's, the same ones every time. Contenders take turns; medians of all rounds.
- tokenizing: texts to ids against bare `sentencepiece.encode`; reading: TFRecord shards to batches.
- training: our loop against transformers' Trainer on PyTorch (dynamic padding, group_by_length), each in a
  process of its own with both cores: the same ALBERT, reviews, batch size and steps, dropout on, AdamW. The
  first 20 steps are not timed. ours_bfloat16: with those products, for comparison.
- prediction: texts in, distributions out, tokenizing included.
- Peak memory is the process's largest resident set.
"""

from __future__ import annotations

import json
import resource

import psutil

from benchmarks import rating_reading, rating_tokenizing, rating_training
from benchmarks.machine import cpu_model
from benchmarks.workshop import ROOT

ROUNDS = 3
RESULT = ROOT / "benchmarks" / "results" / "rating.json"


def main() -> None:
    """Measure, print, write benchmarks/results/rating.json. Raises BenchError."""
    print(__doc__, flush=True)
    training = rating_training.measure(ROUNDS)
    tokenizing = rating_tokenizing.measure(ROUNDS)
    reading = rating_reading.measure(ROUNDS)
    prediction = rating_training.measure_prediction(ROUNDS)
    result = {
        "machine": {
            "cpu": cpu_model(),
            "cores": psutil.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        },
        "rounds": ROUNDS,
        "tokenizing_vs_sentencepiece": tokenizing["tokenizing_vs_sentencepiece"],
        "training_vs_pytorch": training["training_vs_pytorch"],
        "reading_vs_training": round(
            reading["rows_a_second"]["first_pass"] / training["samples_a_second"]["ours"], 1
        ),
        "tokenizing": tokenizing,
        "reading": reading,
        "training": training,
        "prediction": prediction,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n")
    print(text)
    print(f"Written to {RESULT.relative_to(ROOT)}.")
