"""How long the label review lets a person wait, over 50,000 texts.

Rules of the measurement:
- The texts are the demo corpus's, the labels their stars, loaded from a file as `documents add` leaves it.
  The probabilities out of fold are made up: they speak against one label in twenty.
- The page is served by a process of its own, which is asked over HTTP as a browser asks, by one person. What
  a browser adds to show an answer is not in the figures.
- `first_queue_s` is the first answer of a new process, which reads all texts; `first_around_s` the first time
  that like texts are asked for. All others are medians of the rounds, each round of another text or filter.
- `click_to_detail_s`: a text and what stands around it, one after the other. `filter_s` is that of the
  slowest filter. `export_s`: all events, CSV and JSON lines.
- Memory is the resident set of the process at the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import numpy as np
import psutil
import pyarrow as pa
from psycopg.conninfo import make_conninfo
from pyarrow import parquet

from amzn_review.documents.converter import Converter
from amzn_review.documents.document_files import DocumentFiles
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from amzn_review.postgres.tables import create_tables
from benchmarks.bench_error import BenchError
from benchmarks.machine import cpu_model
from benchmarks.rating_texts import rated_texts
from benchmarks.serve import TASK, TASK_TOML
from benchmarks.text_contenders import STARS
from benchmarks.workshop import ROOT, SQL_DIR, Workshop, free_port, open_workshop
from label_review.web.guard import FORM_TOKEN
from services.postgres.databases import DatabaseAddress
from text_files.documents.layout_choice import ToldColumns

POINTS = 50_000
ROUNDS = 5
CHARACTERS = 400
RESULT = ROOT / "benchmarks" / "results" / "review.json"
VERSION = "20260101T000000000-00000000"
START_SECONDS = 60


def main() -> None:
    """Measure, print, write benchmarks/results/review.json."""
    print(__doc__, flush=True)
    load_before = os.getloadavg()[0]
    with open_workshop() as workshop:
        found = measure(workshop, POINTS, ROUNDS)
    result = {
        "machine": {
            "cpu": cpu_model(),
            "cores": psutil.cpu_count(),
            "load_before": round(load_before, 2),
        },
        "rounds": ROUNDS,
        **found,
    }
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n")
    print(text)
    print(f"Written to {RESULT.relative_to(ROOT)}.")


def measure(workshop: Workshop, points: int, rounds: int) -> dict[str, Any]:
    """Return what a person waits for, in seconds, with so many texts. Raises BenchError."""
    with workshop.fresh_folder("review") as folder, workshop.database("review") as address:
        documents = _fill(folder, address, points)
        with _serving(folder, address) as (client, process):
            return {"points": points, **_asked(client, documents, rounds), "server_mb": _megabytes(process)}


def _fill(folder: Path, address: DatabaseAddress, points: int) -> list[int]:
    """Texts with labels in the warehouse, and a version that doubts some. Returns the documents' numbers."""
    rated = rated_texts(int(points * 1.2))
    waiting = folder / "texts.jsonl"
    # A number, because equal texts are one document.
    waiting.write_text(
        "".join(
            json.dumps({"text": f"{text[:CHARACTERS]} {place}", "label": str(stars)}) + "\n"
            for place, (text, stars) in enumerate((rated * (points // len(rated) + 1))[:points])
        )
    )
    (folder / "tasks").mkdir()
    (folder / "tasks" / f"{TASK}.toml").write_text(TASK_TOML)
    layout = DocumentsLayout(folder)
    Converter(layout, TASK, [], ToldColumns(text="text", label="label", language="en"), None).run([waiting])
    with address.connect() as connection:
        create_tables(connection, SQL_DIR)
    loader = FileBatchLoader(DocumentFiles(layout, LoadLimits()), address.connect, SQL_DIR, "bench")
    if sum(sheet.loaded for sheet in loader.run()) != points:
        raise BenchError(f"Not all of {points:,} texts were loaded; see workflow/sql/documents.")
    with address.connect() as connection:
        rows = connection.execute(
            "select document_id, label from label_events order by document_id"
        ).fetchall()
    _write_folds(folder / "models" / TASK / VERSION, rows)
    return [row[0] for row in rows]


def _write_folds(folder: Path, rows: list[tuple[int, str]]) -> None:
    """Probabilities that speak for each text's label, and against that of every twentieth."""
    chance = np.random.default_rng(1)
    probabilities = chance.dirichlet(np.ones(len(STARS)), len(rows)) * 0.5
    own = np.array([STARS.index(label) for _, label in rows])
    is_doubted = np.arange(len(rows)) % 20 == 0
    probabilities[np.arange(len(rows)), np.where(is_doubted, (own + 2) % len(STARS), own)] += 0.5
    columns = {f"p_{label}": probabilities[:, place] for place, label in enumerate(STARS)}
    folder.mkdir(parents=True)
    parquet.write_table(
        pa.table({"document_id": [row[0] for row in rows], **columns}), folder / "out_of_fold.parquet"
    )
    (folder / "evaluation.json").write_text("{}")


@contextmanager
def _serving(folder: Path, address: DatabaseAddress) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """A client that has signed in, and the process that answers. Raises BenchError."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    conninfo = make_conninfo(host=address.host, port=address.port, dbname=address.database, user=address.user)
    command = [sys.executable, "-m", "benchmarks.review_server", conninfo, str(folder), str(port)]
    environment = {**os.environ, "PGPASSWORD": address.password}
    log = folder / "serve.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            link = process.stdout.readline().strip() if process.stdout else ""
            if not link:
                raise BenchError(f"The page did not start: {log.read_text()}")
            with httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=300) as client:
                _sign_in(client, link)
                yield client, psutil.Process(process.pid)
        finally:
            process.terminate()


def _sign_in(client: httpx.Client, link: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            answer = client.post("/api/sign-in", json={"link": link})
        except httpx.ConnectError:
            if time.monotonic() > until:
                raise BenchError("The page does not answer.") from None
            time.sleep(0.05)
        else:
            client.headers[FORM_TOKEN] = answer.raise_for_status().json()["form_token"]
            return


def _asked(client: httpx.Client, documents: list[int], rounds: int) -> dict[str, float]:
    """The seconds of everything that a person asks for."""
    base = f"/api/tasks/{TASK}"
    chance = np.random.default_rng(2)
    some = [documents[place] for place in chance.integers(0, len(documents), rounds + 1)]
    found = {"first_queue_s": _seconds(client, f"{base}/queue")}
    found["queue_s"] = median(_seconds(client, f"{base}/queue?after={50 * turn}") for turn in range(rounds))
    found["first_around_s"] = _detail(client, base, some[0])
    found["click_to_detail_s"] = median(_detail(client, base, document) for document in some[1:])
    found["next_s"] = median(_seconds(client, f"{base}/next", {}) for _ in range(rounds))
    found["filter_s"] = max(
        median(_seconds(client, f"{base}/queue?{asked}") for asked in filters)
        for filters in (
            [f"label={label}" for label in STARS],
            [f"kind={kind}" for kind in ("label", "ring", "outlier", "copies")],
            [f"order={order}" for order in ("doubtful", "uncertain", "random")],
            [f"most_quality={most / 10}" for most in range(1, 6)],
            [f"text={word}" for word in ("broke", "LOVE", "return", "4999", "no such words")],
        )
    )
    found["export_csv_s"] = _seconds(client, f"{base}/export?kind=csv")
    found["export_jsonl_s"] = _seconds(client, f"{base}/export?kind=jsonl")
    return {name: round(value, 3) for name, value in found.items()}


def _detail(client: httpx.Client, base: str, document: int) -> float:
    return _seconds(client, f"{base}/items/{document}") + _seconds(client, f"{base}/items/{document}/around")


def _seconds(client: httpx.Client, path: str, body: dict[str, Any] | None = None) -> float:
    """How long the whole answer takes, its body read. Raises BenchError when it is none."""
    began = time.perf_counter()
    answer = client.get(path) if body is None else client.post(path, json=body)
    passed = time.perf_counter() - began
    if answer.is_error:
        raise BenchError(f"{path} was answered {answer.status_code}: {answer.text[:300]}")
    return passed


def _megabytes(process: psutil.Process) -> int:
    return int(process.memory_info().rss / 1e6)
