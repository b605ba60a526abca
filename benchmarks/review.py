"""How long the label review lets a person wait, over 50,000 texts.

Rules of the measurement:
- The texts are the demo corpus's, the labels their stars, loaded from a file as `documents add` leaves it.
  The probabilities out of fold are made up: they speak against one label in twenty.
- The page is served by a process of its own and shown by Chromium, 1280 pixels wide. `first_paint_s` is from
  the address to the first text on the page, by a new process, which reads all texts for it; `paint_again_s`
  the same afterwards. `click_to_detail_s` is from the click to the text, painted. `filter_s` is that of the
  slowest filter, until the queue is there. Medians of the rounds, each of another text or value.
- `answers` are those of the server alone, over HTTP, its caches warm: `around_s` for what stands around a
  text. `export_s`: all events as JSON lines.
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
from benchmarks.review_browser import times_in_browser
from benchmarks.review_server import PEOPLE
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
FILTERS = {
    "label": STARS,
    "kind": ("label", "ring", "outlier", "copies"),
    "order": ("uncertain", "diverse", "random"),
    "most_quality": ("0.1", "0.3", "0.5"),
    "text": ("broke", "LOVE", "return", "4999", "no such words"),
}
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
        with _serving(folder, address) as (client, links, process):
            seen = times_in_browser(f"{client.base_url}/#link={links[0]}", FILTERS, rounds)
            _sign_in(client, links[1])
            answers = _answers(client, documents, rounds)
            export = _seconds(client, f"/api/tasks/{TASK}/export?kind=jsonl")
            memory = process.memory_info().rss
    return {
        "points": points,
        **seen,
        "export_s": round(export, 3),
        "server_mb": int(memory / 1e6),
        "answers": answers,
    }


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
def _serving(
    folder: Path, address: DatabaseAddress
) -> Iterator[tuple[httpx.Client, list[str], psutil.Process]]:
    """A client of the page, the secrets of PEOPLE, and the process that answers. Raises BenchError."""
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
            links = [process.stdout.readline().strip() for _ in PEOPLE] if process.stdout else []
            if not all(links):
                raise BenchError(f"The page did not start: {log.read_text()}")
            with httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=300) as client:
                _wait_for(client)
                yield client, links, psutil.Process(process.pid)
        finally:
            process.terminate()


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            client.get("/")
        except httpx.ConnectError:
            if time.monotonic() > until:
                raise BenchError("The page does not answer.") from None
            time.sleep(0.05)
        else:
            return


def _sign_in(client: httpx.Client, link: str) -> None:
    answer = client.post("/api/sign-in", json={"link": link})
    client.headers[FORM_TOKEN] = answer.raise_for_status().json()["form_token"]


def _answers(client: httpx.Client, documents: list[int], rounds: int) -> dict[str, float]:
    """The seconds of what the page asks for."""
    base = f"/api/tasks/{TASK}"
    chance = np.random.default_rng(2)
    some = [f"{base}/items/{documents[place]}" for place in chance.integers(0, len(documents), rounds)]
    found = {
        "queue_s": median(_seconds(client, f"{base}/queue?after={50 * turn}") for turn in range(rounds)),
        "next_s": median(_seconds(client, f"{base}/next", {}) for _ in range(rounds)),
        "item_s": median(_seconds(client, path) for path in some),
        "around_s": median(_seconds(client, f"{path}/around") for path in some),
    }
    return {name: round(value, 3) for name, value in found.items()}


def _seconds(client: httpx.Client, path: str, body: dict[str, Any] | None = None) -> float:
    """How long the whole answer takes, its body read. Raises BenchError when it is none."""
    began = time.perf_counter()
    answer = client.get(path) if body is None else client.post(path, json=body)
    passed = time.perf_counter() - began
    if answer.is_error:
        raise BenchError(f"{path} was answered {answer.status_code}: {answer.text[:300]}")
    return passed
