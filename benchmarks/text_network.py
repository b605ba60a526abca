"""How fast one network of the text ladder learns and answers, on one core, in a process of its own.

Usage: .venv/bin/python -m benchmarks.text_network RUNG TEXTS

Prints one JSON object. A rung whose encoder is not on this disk has "missing", a sentence, alone.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

from benchmarks.bench_error import BenchError
from benchmarks.rating_texts import rated_texts
from benchmarks.text_contenders import STARS
from text_models.classifiers.rung import rungs_of
from text_models.tasks.task import Kind, Task

NETWORKS = (
    "lstm", "text_resnet", "bilstm", "bilstm_attention", "bilstm_states", "muse_frozen", "muse",
    "bert_frozen", "bert",
)  # fmt: skip
CHARACTERS = 120
ONE_CORE = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}


def measure_network(name: str, texts: int) -> dict[str, Any]:
    """Return what a process with one thread measured of this rung. Raises BenchError when it failed."""
    command = [sys.executable, "-m", "benchmarks.text_network", name, str(texts)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, env={**os.environ, **ONE_CORE})
    if done.returncode:
        raise BenchError(f"{name}: the process ended with {done.returncode}; why stands above.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure_here(name: str, texts: int) -> dict[str, Any]:
    """Return samples a second in training, texts a second in answering, and the process's peak, in MB.

    A sample is a text in one epoch, those that end the training left in; of a rung that tells no epochs, a
    text. What is made once a process (graphs, dictionaries) counts to neither.
    """
    metrics = ("log_loss",)
    task = Task("bench", "bench", Kind.SINGLE, STARS, metrics, metrics, (name,))
    rung = rungs_of(task)[name]
    if why := rung.missing():
        return {"missing": why}
    if rung.fit is None:
        raise BenchError(f"{name} is trained by a step of its own: it cannot be measured here.")
    rated = [(text[:CHARACTERS].strip() or text, str(stars)) for text, stars in rated_texts(texts * 2)]
    learn, ask = rated[::2], [text for text, _ in rated[1::2]]
    few = learn[: max(20, len(learn) // 10)]
    rung.fit(task, [text for text, _ in few], [stars for _, stars in few]).predict_proba(ask[:20])
    began = time.perf_counter()
    fitted = rung.fit(task, [text for text, _ in learn], [stars for _, stars in learn])
    learned = time.perf_counter()
    fitted.predict_proba(ask)
    answered = time.perf_counter()
    epochs = max((int(entry["epoch"]) for entry in getattr(fitted, "history", ())), default=1)
    return {
        "epochs": epochs,
        "train_samples_per_second": round(len(learn) * epochs / (learned - began), 1),
        "answer_per_second": round(len(ask) / (answered - learned), 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    print(json.dumps(measure_here(sys.argv[1], int(sys.argv[2]))))
