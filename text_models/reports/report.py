"""The report of one version: a page of HTML that needs nothing but itself."""

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from charts.palette import style_sheet
from storage.atomic_file import write_durably
from text_models.ladder.evaluate_version import CHAMPION, read_model_file
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.ladder.ladder_table import gains_of
from text_models.ladder.predictors import CONSTANTS, TITLES
from text_models.metrics.bootstrap import RESAMPLES
from text_models.metrics.classification import METRICS, RATINGS
from text_models.reports.report_charts import confusion, hardest_reviews, learning_curve, reliability
from text_models.reports.report_drawings import loss_drawing, rate_drawing, reliability_drawing
from text_models.versions.version_folder import EVALUATION_FILE, HISTORY_FILE

PAGE, TEMPLATE = "index.html", "report_page.html"
METRIC_TITLES = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "mae": "MAE, stars",
    "quadratic_kappa": "quadratic kappa",
    "log_loss": "log loss",
    "ece": "calibration error",
}


def write_report(model_dir: Path, report_dir: Path) -> Path:
    """Write `report_dir`/index.html about the evaluated version in `model_dir`; return its path.

    Texts of reviews are other people's: every one is escaped. Raises ValueError when the version has not
    been evaluated or a file is damaged.
    """
    model = read_model_file(model_dir)
    evaluation, rows = _evaluation(model_dir), EvaluatedRows.read(model_dir)
    readers = [name for name in rows.predictors if name not in CONSTANTS]
    titles = {**TITLES, CHAMPION: _champion_title(evaluation)}
    page = _environment().get_template(TEMPLATE)
    content = page.render(
        model=model,
        evaluation=evaluation,
        titles=titles,
        metric_titles=METRIC_TITLES,
        higher_is_better=METRICS,
        table=_table(evaluation, titles),
        gains=gains_of(evaluation),
        chart_style=style_sheet(),
        curve=_curve(model_dir),
        readers=[
            {
                "title": titles[name],
                "confusion": confusion(rows.predictors[name]),
                "reliability": reliability_drawing(reliability(rows.predictors[name])),
            }
            for name in readers
        ],
        hardest=hardest_reviews(rows, evaluation["best"]),
        ratings=RATINGS,
        resamples=RESAMPLES,
    )
    write_durably(report_dir / PAGE, content.encode("utf-8", errors="replace"))
    return report_dir / PAGE


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("text_models.reports", ""),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = "{:,}".format
    return environment


def _evaluation(model_dir: Path) -> dict[str, Any]:
    path = model_dir / EVALUATION_FILE
    try:
        content: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise ValueError(f"Version {model_dir.name} has no {EVALUATION_FILE}: evaluate it first.") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} is damaged ({error}): evaluate the version again.") from error
    return content


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


def _champion_title(evaluation: dict[str, Any]) -> str:
    champion = evaluation["champion"]
    return f"champion {champion['version']} ({TITLES[champion['predictor']]})" if champion else CHAMPION


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
