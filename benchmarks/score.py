"""How many texts a second champions score, with one worker and with two, and in how much memory.

Rules of the measurement:
- Texts are the demo corpus's, cut to 120 characters, with their stars as labels; a version of each rung
  learns from 600 of them and is asked about others. How good it is does not matter here.
- A worker is a process of its own with one thread, that takes whole chunks as a task of `ml_queue` does: it
  loads the model, reads a chunk's file, answers, and writes the answers' file. Warehouse, Airflow and broker
  are not measured.
- Wall seconds, from the start of all workers to the end of the last: the start of Python and the load of the
  libraries are in them. One worker and two answer the same chunks, one after the other, in the same run.
- Memory: the peak of a worker for one chunk of 1,000 texts and for one of 1,000,000.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.bench_error import BenchError
from benchmarks.machine import cpu_model
from benchmarks.rating_texts import rated_texts
from benchmarks.text_contenders import STARS
from benchmarks.text_network import CHARACTERS, ONE_CORE
from benchmarks.workshop import ROOT
from console.progress_bar import count_bar
from settings import load_settings
from text_models.classifiers.rung import rungs_of
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.encoders.encoder_folder import use_encoders
from text_models.scoring.score_chunk import ChunkText, ScoreChunk, write_chunk
from text_models.tasks.task import Kind, Task
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions

RESULT = ROOT / "benchmarks" / "results" / "score.json"
LEAN = "nb_lr"


@dataclass(frozen=True)
class Amounts:
    """Texts that each rung is asked about, of a chunk, of the chunks for memory; `learned`: to learn from."""

    texts: dict[str, int]
    chunk: int
    memory: tuple[int, int]
    learned: int = 600


WHOLE = Amounts(
    texts={"nb_lr": 1_000_000, "fasttext_softmax": 1_000_000, "muse_frozen": 100_000, "muse": 100_000},
    chunk=25_000,
    memory=(1_000, 1_000_000),
)


def main() -> None:
    """Measure, print, write benchmarks/results/score.json."""
    print(__doc__, flush=True)
    with count_bar("Rungs") as progress:
        measured = measure(WHOLE, load_settings().encoders_dir, progress)
    result = {
        "machine": {
            "cpu": cpu_model(),
            "cores": psutil.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
            "load_before": round(os.getloadavg()[0], 2),
        },
        **measured,
    }
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n")
    print(text)
    print(f"Written to {RESULT.relative_to(ROOT)}.")


def measure(amounts: Amounts, encoders: Path, progress: Any = lambda _done, _all: None) -> dict[str, Any]:
    """Return what one and two workers took of each rung, and the peaks. Raises BenchError."""
    use_encoders(encoders)
    rungs: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as folder:
        rated = _rated(amounts.learned * 2)
        bench = ScoreBench(
            Path(folder), encoders, learned_texts(rated[::2]), [text for text, _ in rated[1::2]]
        )
        for place, (name, texts) in enumerate(amounts.texts.items()):
            rungs[name] = bench.rung(name, texts, amounts.chunk)
            progress(place + 1, len(amounts.texts))
        few, many = (bench.peak(LEAN, texts) for texts in amounts.memory)
    return {
        "chunk_texts": amounts.chunk,
        "characters": CHARACTERS,
        "rungs": rungs,
        "memory": {"rung": LEAN, "texts": list(amounts.memory), "peak_mb": [few, many]},
    }


@dataclass(frozen=True)
class ScoreBench:
    """Versions, which learn from `learned`, and chunks below `folder`; `asked` are asked about, repeated."""

    folder: Path
    encoders: Path
    learned: TaskTexts
    asked: Sequence[str]

    def rung(self, name: str, texts: int, chunk_texts: int) -> dict[str, Any]:
        """Return texts a second of one worker and of two, and how much faster two are."""
        if why := rungs_of(_task(name))[name].missing():
            return {"missing": why}
        chunks = self._chunks(name, texts, chunk_texts)
        found: dict[str, Any] = {"texts": texts}
        seconds = {}
        for workers in (1, 2):
            began = time.perf_counter()
            told = self._work(name, [chunks[start::workers] for start in range(workers)])
            seconds[workers] = time.perf_counter() - began
            if sum(it["texts"] for it in told) != texts:
                raise BenchError(f"{name}: {workers} workers answered other than {texts:,} texts: {told}")
            found[f"seconds_of_{workers}"] = round(seconds[workers], 2)
            found[f"per_second_of_{workers}"] = round(texts / seconds[workers], 1)
            found[f"peak_mb_of_{workers}"] = [it["peak_mb"] for it in told]
        found["two_against_one"] = round(seconds[1] / seconds[2], 3)
        return found

    def peak(self, name: str, texts: int) -> int:
        """Return the peak, in MB, of a worker that answers one chunk of so many texts."""
        (told,) = self._work(name, [self._chunks(name, texts, texts)])
        return int(told["peak_mb"])

    def _chunks(self, name: str, texts: int, chunk_texts: int) -> list[Path]:
        """Chunks of a version that is trained here, if it is not yet."""
        task, models, work = _task(name), self._models(name), self.folder / "work"
        versions = sorted(path.name for path in models.glob("[!.]*") if path.is_dir())
        if not versions:
            options = TrainingOptions(models=(name,), resamples=20)
            versions = [train_version(task, self.learned, [], models, options, code_version="bench").name]
        shutil.rmtree(work, ignore_errors=True)
        rows = (
            ChunkText(is_review=False, text_id=number, language="en", text=text)
            for number, text in enumerate(islice(cycle(self.asked), texts))
        )
        chunks = []
        for start in range(0, texts, chunk_texts):
            place = work / f"{name}-{start:09d}"
            place.mkdir(parents=True)
            write_chunk(
                place, ScoreChunk(task, versions[-1], str(models), "bench"), islice(rows, chunk_texts)
            )
            chunks.append(place)
        return chunks

    def _models(self, name: str) -> Path:
        return self.folder / name / "bench"

    def _work(self, name: str, shares: Sequence[Sequence[Path]]) -> list[dict[str, Any]]:
        """What workers at once tell, each of which answers its share. Raises BenchError when one failed."""
        command = [
            sys.executable,
            "-m",
            "benchmarks.score_worker",
            str(self._models(name)),
            str(self.encoders),
        ]
        started = [
            subprocess.Popen(
                [*command, *share], stdout=subprocess.PIPE, env={**os.environ, **ONE_CORE}, cwd=ROOT
            )
            for share in shares
        ]
        told = [worker.communicate()[0] for worker in started]
        if failed := [worker.returncode for worker in started if worker.returncode]:
            raise BenchError(f"{name}: a worker ended with {failed[0]}; why stands above.")
        return [json.loads(it) for it in told]


def _task(name: str) -> Task:
    metrics = ("macro_f1", "log_loss")
    return Task("bench", "bench", Kind.SINGLE, STARS, metrics, metrics, ("majority", name))


def _rated(texts: int) -> list[tuple[str, str]]:
    return [(text[:CHARACTERS].strip() or text, str(stars)) for text, stars in rated_texts(texts)]


def learned_texts(rated: Sequence[tuple[str, str]]) -> TaskTexts:
    """Return texts with their stars as what a training reads."""
    count = len(rated)
    return TaskTexts(
        identities=[f"bench:{row}" for row in range(count)],
        texts=[text for text, _ in rated],
        labels=[stars for _, stars in rated],
        authors=[None] * count,
        variants=[None] * count,
        languages=["en"] * count,
        sources=["gold"] * count,
        weights=np.ones(count),
        given=[Part.TRAIN] * count,
    )
