"""The report of one version: a page of HTML that needs nothing but itself."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from text_models.classifiers.rung import rungs_of
from text_models.ladder.evaluate_version import CHAMPION, read_evaluation, read_model_file
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.ladder.ladder_table import gains_of
from text_models.metrics.bootstrap import RESAMPLES
from text_models.metrics.metric_set import MetricSet
from text_models.reports.page_template import write_page
from text_models.reports.report_charts import confusion, hardest_texts, learning_curve, reliability
from text_models.reports.report_drawings import loss_drawing, rate_drawing, reliability_drawing
from text_models.tasks.task import Kind, Task
from text_models.versions.version_folder import HISTORY_FILE

TEMPLATE = "report_page.html"


def write_report(task: Task, model_dir: Path, report_dir: Path) -> Path:
    """Write `report_dir`/index.html about the evaluated version in `model_dir`; return its path.

    Texts are other people's: every one is escaped. Raises ValueError when the version has not
    been evaluated or a file is damaged.
    """
    model = read_model_file(model_dir)
    evaluation, rows = read_evaluation(model_dir), EvaluatedRows.read(task, model_dir)
    titles = _titles(task, evaluation)
    return write_page(
        report_dir,
        TEMPLATE,
        task=task,
        heading=f"{task.name[0].upper()}{task.name[1:]} model",
        word=task.unit or f"{task.columns.label}s",
        has_scale=task.kind is Kind.ORDINAL,
        model=model,
        evaluation=evaluation,
        titles=titles,
        metrics=MetricSet.of(task).metrics,
        table=_table(evaluation, titles),
        gains=gains_of(task, evaluation),
        curve=_curve(model_dir),
        curve_title=list(rungs_of(task).values())[-1].title,
        readers=_readers(task, rows, titles),
        hardest=hardest_texts(rows, evaluation["best"]),
        resamples=RESAMPLES,
    )


def _readers(task: Task, rows: EvaluatedRows, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The answers of what reads, and how sure they are; where a text has one label."""
    if task.kind is Kind.MULTI:
        return []
    constants = {name for name, rung in rungs_of(task).items() if not rung.reads}
    return [
        {
            "title": titles[name],
            "confusion": confusion(predictions),
            "reliability": reliability_drawing(reliability(predictions), task.noun),
        }
        for name, predictions in rows.predictors.items()
        if name not in constants
    ]


def _history(model_dir: Path) -> list[dict[str, float]]:
    path = model_dir / HISTORY_FILE
    history: list[dict[str, float]] = json.loads(path.read_text()) if path.exists() else []
    return history


def _curve(model_dir: Path) -> dict[str, Any] | None:
    """The drawings of the learning curve, and whether reviews were held back; None without history."""
    curve = learning_curve(_history(model_dir))
    if curve is None:
        return None
    return {
        "loss": loss_drawing(curve),
        "rate": rate_drawing(curve),
        "has_evaluation": bool(curve.evaluation),
    }


def _titles(task: Task, evaluation: Mapping[str, Any]) -> dict[str, str]:
    """What each predictor is called, the champion too."""
    titles = {name: rung.title for name, rung in rungs_of(task).items()}
    champion = evaluation["champion"]
    holder = f" {champion['version']} ({titles[champion['predictor']]})" if champion else ""
    return {**titles, CHAMPION: f"{CHAMPION}{holder}"}


def _table(evaluation: dict[str, Any], titles: dict[str, str]) -> list[dict[str, Any]]:
    """A row a predictor, the champion's last."""
    judged = dict(evaluation["predictors"])
    if evaluation["champion"]:
        judged[CHAMPION] = evaluation["champion"]
    return [
        {
            "title": titles[name],
            "is_best": name == evaluation["best"],
            "metrics": metrics,
        }
        for name, metrics in judged.items()
    ]
