"""A second task, as another package would declare it: does a review praise its product, or blame it?

It has two labels, two classifiers that text_models brings, and a table of its own for the answers. It knows
neither Airflow nor our operators, and nothing of the rating model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from storage.whole_folder import whole_folder
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.ladder.evaluate_version import evaluate_version
from text_models.ladder.ladder_table import ladder_table
from text_models.ladder.version_predictor import VersionPredictor
from text_models.normalise import normalise_text
from text_models.pipelines.text_pipeline import MANIFEST_FILE, Row, StepLog, TextPipeline, Warehouse
from text_models.reports.report import write_report
from text_models.tasks.task import Kind, Task
from text_models.versions.new_version import begin_version
from text_models.versions.version_folder import VersionFolder

TASK = Task(
    name="praise",
    title="praise",
    kind=Kind.SINGLE,
    labels=("blame", "praise"),
    metrics=("macro_f1", "log_loss"),
    yardstick=("macro_f1",),
    rungs=("majority", "tfidf_logistic"),
)
NEW_REVIEWS = (
    "select review_id, review_text, rating from reviews join ingest_batches using (batch_id) "
    "where run_id = any(%s) order by 1"
)
TABLE = "create table if not exists praise_answers (review_id bigint, model_version text, label text)"


class PraisePipeline:
    """`options`: `fewest`, how many texts there must be."""

    def task(self) -> Task:
        return TASK

    def export(
        self,
        warehouse: Warehouse,
        run_ids: Sequence[str],
        target: Path,
        *,
        champion: Callable[[], Path | None],
        options: Mapping[str, Any],
        log: StepLog,
    ) -> Mapping[str, int]:
        with warehouse.transaction() as connection:
            found = connection.execute(NEW_REVIEWS, [list(run_ids)]).fetchall()
        if not found:
            raise TooFewTexts("There is no new text.")
        standing = champion()
        log.info(f"Champion: {standing and standing.name}")
        with whole_folder(target) as folder:
            texts = [(number, normalise_text(text), _label(rating)) for number, text, rating in found]
            (folder / MANIFEST_FILE).write_text(json.dumps(texts))
        return {"new": len(found)}

    def export_batch(
        self,
        stream: Callable[[str], Iterator[Sequence[Row]]],
        target: Path,
        *,
        batch_id: str,
        run_id: str,
        options: Mapping[str, Any],
    ) -> Mapping[str, int]:
        rows = [row for some in stream("export/reviews_of_batch.sql") for row in some]
        texts = [(number, normalise_text(text), _label(rating)) for number, text, rating in rows]
        (target / MANIFEST_FILE).write_text(json.dumps(texts))
        return {"new": len(texts)}

    def tokenize(
        self,
        texts: Path,
        target: Path,
        *,
        tokenizers: Path,
        pretrained: Path | None,
        options: Mapping[str, Any],
        log: StepLog,
    ) -> None:
        rows = _texts(texts)
        if len(rows) < options["fewest"]:
            raise TooFewTexts(f"Expected {options['fewest']} texts. Received: {len(rows)}")
        with whole_folder(target) as folder:
            (folder / "size.json").write_text(json.dumps(len(rows)))

    def train(
        self,
        tokenized: Path,
        target: Path,
        *,
        checkpoints: Path,
        champion: Path | None,
        pretrained: Path | None,
        options: Mapping[str, Any],
        log: StepLog,
        progress: Callable[[int, int], None],
        state_written: Callable[[], None],
    ) -> None:
        target.mkdir(parents=True)
        begin_version(target, code_version="toy", options=options, batch_ids=[target.name])
        progress(1, 1)

    def evaluate(
        self, version: Path, texts: Path, report_dir: Path, *, champion: Path | None, log: StepLog
    ) -> Path:
        rows = _texts(texts)
        border = 2 * len(rows) // 3
        learned, judged = [LabelledTexts(*_columns(part)) for part in (rows[:border], rows[border:])]
        evaluation = evaluate_version(TASK, version, learned, judged, champion, resamples=200)
        for line in ladder_table(TASK, evaluation.as_json()):
            log.info(line)
        return write_report(TASK, version, report_dir)

    def predict(self, version: VersionFolder, texts: Path, target: Path, *, log: StepLog) -> None:
        rows = _texts(texts)
        answers = VersionPredictor.load(TASK, version).predict([text for _, text, _ in rows])
        answered = zip((number for number, *_ in rows), answers, strict=True)
        with whole_folder(target) as folder:
            content = [[number, version.name, *answer.labels] for number, answer in answered]
            (folder / "answers.json").write_text(json.dumps(content))

    def store(self, warehouse: Warehouse, predictions: Path) -> int:
        answers = json.loads((predictions / "answers.json").read_text())
        with warehouse.transaction() as connection:
            connection.execute(TABLE)
            connection.cursor().executemany("insert into praise_answers values (%s, %s, %s)", answers)
        return len(answers)


def _label(rating: int) -> str:
    return "praise" if rating > 3 else "blame"


def _texts(folder: Path) -> list[tuple[int, str, str]]:
    return [tuple(row) for row in json.loads((folder / MANIFEST_FILE).read_text())]


def _columns(rows: list[tuple[int, str, str]]) -> tuple[np.ndarray, list[str], list[str]]:
    numbers, texts, labels = zip(*rows, strict=True)
    return np.asarray(numbers), list(texts), list(labels)


PRAISE: TextPipeline = PraisePipeline()
