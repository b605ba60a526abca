"""How fast the scoring service answers, beside a loop that asks the same model one text a call.

Rules of the measurement:
- Comments: the column `comment_text` of the CSV file that COMMENTS names (gzip or not), else texts of the
  demo corpus; the result says which. Longer ones than 20,480 bytes are left out.
- The champion is an nb_lr that has learned 600 texts of the demo corpus. How good it is does not matter here.
- The service is `text-models serve` in a process of its own on the first core, the load generator one on the
  last core, whose CPU time is told: where that is near 1, the generator is what was measured. A first pass,
  which is not counted, warms both.
- 1, 8 and 64 clients, each with one connection and one request at a time. What the service refuses with 503
  because it would wait too long is sent again at once, counted as `refused`, and in the milliseconds.
  `vs_bare` is requests a second over texts a second of a loop over `predict([text])` in a process on the
  first core, without a service.
- Cold start: from the start of the process until /readyz says 200. MB: resident, after all requests.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil

from benchmarks.bench_error import BenchError
from benchmarks.machine import cpu_model
from benchmarks.rating_texts import rated_texts
from benchmarks.score import learned_texts
from benchmarks.text_contenders import STARS
from benchmarks.text_network import CHARACTERS, ONE_CORE
from benchmarks.workshop import ROOT, free_port
from text_models.tasks.task import Kind, Task
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions
from text_models.versions.champion import write_champion

RESULT = ROOT / "benchmarks" / "results" / "serve.json"
TASK = "bench"
TASK_TOML = f"""
name = "{TASK}"
title = "bench"
kind = "single"
labels = {json.dumps(STARS)}
languages = ["en"]
metrics = ["macro_f1", "log_loss"]
yardstick = ["macro_f1", "log_loss"]
rungs = ["majority", "nb_lr"]
"""
SCORING_TOML = f"""
requests_a_minute = 100000000
[attributes.TOXICITY]
models = [{{ task = "{TASK}", label = "1" }}]
"""
LONGEST_BYTES = 20_480
START_SECONDS = 120
# A loop that asks the champion one text a call: FOLDER SECONDS FILE.
BARE = """
import json, sys, time
from pathlib import Path
from benchmarks.serve import bench_task
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions.champion import champion_folder
from text_models.versions.version_folder import VersionFolder

folder, calls, file = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
texts = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
place = champion_folder(folder)
predictor = VersionPredictor.load(bench_task(), VersionFolder.read(folder, place.name))
for text in texts[:100]:
    predictor.predict([text])
began = time.perf_counter()
for call in range(calls):
    predictor.predict([texts[call % len(texts)]])
print(calls / (time.perf_counter() - began))
"""


@dataclass(frozen=True)
class Amounts:
    """Requests for each number of clients; `learned`: texts that the champion learns from."""

    requests: int = 5_000
    clients: tuple[int, ...] = (1, 8, 64)
    learned: int = 600


def main() -> None:
    """Measure, print, write benchmarks/results/serve.json."""
    print(__doc__, flush=True)
    named = os.environ.get("COMMENTS", "")
    found = measure(Amounts(), read_comments(Path(named)) if named else [])
    result = {
        "machine": {
            "cpu": cpu_model(),
            "cores": psutil.cpu_count(),
            "load_before": round(os.getloadavg()[0], 2),
        },
        "comments": Path(named).name if named else "demo corpus",
        **found,
    }
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n")
    print(text)
    print(f"Written to {RESULT.relative_to(ROOT)}.")


def read_comments(file: Path) -> list[str]:
    """Return the column `comment_text` of a CSV file. Raises BenchError."""
    try:
        with (
            gzip.open(file, "rt", encoding="utf-8")
            if file.suffix == ".gz"
            else file.open(encoding="utf-8") as lines
        ):
            texts = [row["comment_text"] for row in csv.DictReader(lines)]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
        raise BenchError(f"COMMENTS={file} is no CSV file with a column comment_text ({error!r}).") from None
    found = [text for text in texts if text.strip() and len(text.encode()) <= LONGEST_BYTES]
    if not found:
        raise BenchError(f"COMMENTS={file} holds no comment.")
    return found


def measure(amounts: Amounts, comments: Sequence[str] = ()) -> dict[str, Any]:
    """Return what each number of clients met; no comments: texts of the demo corpus. Raises BenchError."""
    cores = psutil.Process().cpu_affinity() or [0]
    rated = [
        (text[:CHARACTERS].strip() or text, str(stars)) for text, stars in rated_texts(amounts.learned * 2)
    ]
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as place:
        data_dir = Path(place)
        _train(data_dir, rated[::2])
        file = data_dir / "comments.jsonl"
        asked = comments or [text for text, _ in rated[1::2]]
        file.write_text("".join(f"{json.dumps(text)}\n" for text in asked))
        bare = float(
            _told(
                [sys.executable, "-c", BARE, data_dir / "models" / TASK, str(amounts.requests), file],
                cores[0],
            )
        )
        with _serving(data_dir, cores[0]) as (process, port, cold_start):
            load = Load(port, amounts.requests, file, cores[-1], bare)
            load.met_by(8)
            clients = {str(number): load.met_by(number) for number in amounts.clients}
            memory = psutil.Process(process.pid).memory_info().rss
    return {
        "requests": amounts.requests,
        "bare_texts_per_s": round(bare, 1),
        "clients": clients,
        "cold_start_s": round(cold_start, 2),
        "mb": round(memory / 1e6),
        "cores_shared": cores[0] == cores[-1],
    }


def bench_task() -> Task:
    """The champion's task."""
    metrics = ("macro_f1", "log_loss")
    return Task(TASK, "bench", Kind.SINGLE, STARS, metrics, metrics, ("majority", "nb_lr"), ("en",))


def _train(data_dir: Path, rated: Sequence[tuple[str, str]]) -> None:
    (data_dir / "tasks").mkdir()
    (data_dir / "tasks" / f"{TASK}.toml").write_text(TASK_TOML)
    (data_dir / "scoring.toml").write_text(SCORING_TOML)
    models = data_dir / "models" / TASK
    options = TrainingOptions(models=("nb_lr",), resamples=20)
    version = train_version(bench_task(), learned_texts(rated), [], models, options, code_version="bench")
    write_champion(models, version.name)


@contextmanager
def _serving(data_dir: Path, core: int) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """The service, its port, and the seconds until it was ready. Raises BenchError."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("text-models")), "serve", "--port", str(port)]
    environment = {**os.environ, **ONE_CORE, "DATA_DIR": str(data_dir), "POSTGRES_PORT": "1"}
    began = time.perf_counter()
    with (
        (data_dir / "serve.log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process,
    ):
        psutil.Process(process.pid).cpu_affinity([core])
        try:
            while not _is_ready(port):
                if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                    raise BenchError(f"The service did not start: {(data_dir / 'serve.log').read_text()}")
                time.sleep(0.02)
            yield process, port, time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(timeout=30)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@dataclass(frozen=True)
class Load:
    """Requests with the comments of `file` from core `core`; `bare` is what the loop reached a second."""

    port: int
    requests: int
    file: Path
    core: int
    bare: float

    def met_by(self, clients: int) -> dict[str, float]:
        """Return what a number of clients met. Raises BenchError."""
        numbers = [str(number) for number in (self.port, clients, self.requests)]
        told = _told([sys.executable, "-m", "benchmarks.serve_load", *numbers, self.file], self.core)
        found = json.loads(told)
        ordered = sorted(found["milliseconds"])
        rate = len(ordered) / found["seconds"]
        return {
            "p50_ms": round(percentile(ordered, 50), 2),
            "p99_ms": round(percentile(ordered, 99), 2),
            "requests_per_s": round(rate, 1),
            "vs_bare": round(rate / self.bare, 3),
            "refused": found["refused"],
            "load_generator_cpu": round(found["cpu_seconds"] / found["seconds"], 2),
        }


def percentile(ordered: Sequence[float], percent: int) -> float:
    """Return a percentile of values in order, by nearest rank."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _told(command: Sequence[str | Path], core: int) -> str:
    """What a process on a core prints. Raises BenchError."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **ONE_CORE}
    ) as process:
        psutil.Process(process.pid).cpu_affinity([core])
        told, _ = process.communicate()
    if process.returncode:
        raise BenchError(f"A process of the measurement ended with {process.returncode}; why stands above.")
    return told
