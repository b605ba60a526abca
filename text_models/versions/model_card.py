"""The model card of a version: its data, splits, figures, limits and licences, as Markdown.

After Mitchell et al. 2019, "Model Cards for Model Reporting", https://arxiv.org/abs/1810.03993
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from storage.atomic_file import write_durably
from text_models.bias.bias_table import HEADINGS, bias_notes, bias_rows
from text_models.bias.measured_bias import MeasuredBias
from text_models.classifiers.rung import rungs_of
from text_models.tasks.task import Task
from text_models.versions.version_folder import VersionFolder
from text_models.versions.version_seal import CARD_FILE
from text_models.versions.version_task import version_task

PARTS = ("train", "dev", "test")
MOST_LABELS_SHOWN = 50
# Fewer test texts of a label say little of it.
FEW_TEXTS = 30


def write_card(task: Task, folder: VersionFolder) -> Path:
    """Write card.md into the version's folder, whole or not at all; return where it is."""
    path = folder.path / CARD_FILE
    write_durably(path, model_card(task, folder).encode())
    return path


def model_card(task: Task, folder: VersionFolder) -> str:
    """Return the card of a version, made from its model.json, evaluation.json and bias.json alone."""
    task = version_task(task, folder.model)
    sections = [
        [f"# {task.title[:1].upper()}{task.title[1:]}: version {folder.name}", "", *_about(task, folder)],
        ["## Data", "", *_data(folder.model)],
        ["## Splits", "", *_splits(task, folder.model)],
        ["## Figures", "", *_figures(folder.evaluation)],
        ["## Choice of the classifier", "", *_development(folder.model)],
        ["## Unintended bias", "", *_bias(folder)],
        ["## Limits", "", *_limits(task, folder)],
        ["## Licences", "", *_licences(folder.model)],
        ["## Libraries", "", *_libraries(folder.model)],
    ]
    card = "\n\n".join("\n".join(lines) for lines in sections) + "\n"
    # A label may hold half a pair of surrogates, which no file takes.
    return card.encode("utf-8", "backslashreplace").decode()


def _about(task: Task, folder: VersionFolder) -> Iterator[str]:
    model, evaluation = folder.model, folder.evaluation
    yield str(evaluation["first_line"])
    yield ""
    languages = ", ".join(task.languages) or "any"
    how_many = {"multi": "any number of labels a text"}.get(str(task.kind), "one label a text")
    yield f"- Task: {task.name}, {how_many}, {len(task.labels):,} labels; languages: {languages}."
    yield f"- Classifier: {rungs_of(task)[folder.predictor].title} (`{folder.predictor}`)."
    yield f"- Trained at {model['trained_at']} by code {model['code_version']}."
    yield f"- Seed: {_option(model, 'seed')}."
    if aim := model.get("aim"):
        yield f"- Thresholds by the aim `{aim}`, chosen on development data."


def _data(model: dict[str, Any]) -> Iterator[str]:
    if not model.get("files"):
        yield f"Batches of the warehouse: {len(model.get('seen_batch_ids', [])):,}. No file is recorded."
        return
    yield from _table(
        ("file", "named for", "bytes", "SHA-256"),
        [(file["name"], file["part"], f"{file['size']:,}", file["sha256"]) for file in model["files"]],
    )


def _splits(task: Task, model: dict[str, Any]) -> Iterator[str]:
    split = model.get("split")
    if not split:
        yield "The parts are those of the pipeline."
        return
    yield (
        f"Protocol `{_option(model, 'protocol')}`, in whole groups of equal and near-equal texts and "
        f"authors; leaked pairs: {split['leaked_pairs']:,}."
    )
    yield ""
    rows: list[Sequence[str]] = [
        (name, *(f"{split[name][part]:,}" for part in PARTS)) for name in ("rows", "groups")
    ]
    for place, label in enumerate(task.labels[:MOST_LABELS_SHOWN]):
        counts = [(split["label_rows"][part][place], split["rows"][part]) for part in PARTS]
        rows.append((f"share of {label}", *(f"{count / max(of, 1):.2%}" for count, of in counts)))
    yield from _table(("", *PARTS), rows)
    if len(task.labels) > MOST_LABELS_SHOWN:
        yield ""
        yield f"{len(task.labels) - MOST_LABELS_SHOWN:,} more labels are left out here."
    for reason, count in split["left_out"].items():
        yield ""
        yield f"Left out: {count:,} rows, {reason}."


def _figures(evaluation: dict[str, Any]) -> Iterator[str]:
    yield (
        f"On {evaluation['rows']:,} test texts in {evaluation['texts']:,} groups, each with its 95 % "
        "interval by a bootstrap of groups."
    )
    yield ""
    judged = dict(evaluation["predictors"])
    if champion := evaluation.get("champion"):
        judged[f"champion {champion['version']}"] = champion
    titles = evaluation["metric_titles"]
    yield from _table(
        ("", *judged),
        [(title, *(_interval(found[name]) for found in judged.values())) for name, title in titles.items()],
    )
    if champion and champion.get("rows", evaluation["rows"]) != evaluation["rows"]:
        yield ""
        yield f"The champion is judged on the {champion['rows']:,} texts that it has not learned from."


def _development(model: dict[str, Any]) -> Iterator[str]:
    tried = model.get("development")
    if not tried:
        yield "By the rule of the pipeline, on its evaluation texts."
        return
    yield f"By {tried['metric']} on the development part, fitted on the training part."
    yield ""
    yield from _table(
        ("classifier", tried["metric"], "options", "seconds"),
        [
            (
                name,
                _interval(found),
                ", ".join(f"{option}={value}" for option, value in found["options"].items()),
                f"{found['seconds']:.1f}",
            )
            for name, found in tried["rungs"].items()
        ],
    )


def _limits(task: Task, folder: VersionFolder) -> Iterator[str]:
    model, evaluation = folder.model, folder.evaluation
    yield "- The figures hold for texts like the test texts; of others, nothing was measured."
    if task.languages:
        yield f"- Texts in another language than {', '.join(task.languages)} were not asked for."
    if split := model.get("split"):
        few = [
            f"{label} ({count:,})"
            for label, count in zip(task.labels, split["label_rows"]["test"], strict=True)
            if count < FEW_TEXTS
        ]
        if few:
            shown = ", ".join(few[:20]) + (f" and {len(few) - 20:,} more" if len(few) > 20 else "")
            yield f"- Labels with fewer than {FEW_TEXTS} test texts, so that figures say little: {shown}."
    opened = evaluation.get("tests_opened", [])
    if len(opened) > 1:
        yield (
            f"- Test texts were opened {len(opened)} times ({', '.join(test['at'] for test in opened)}): who "
            "chooses by their figures has to test on others."
        )
    yield "- The probabilities are those of the classifier; the calibration error says how far to trust them."
    yield "- A label is what the data's annotators called a text, with their errors and their views."


def _bias(folder: VersionFolder) -> Iterator[str]:
    bias = MeasuredBias.read(folder.path)
    if bias is None:
        yield (
            "Not measured: whether a text gets the label because it names a group of people. "
            "`text-models bias` measures it."
        )
        return
    yield " ".join(bias_notes(bias))
    yield ""
    yield from _table(HEADINGS, bias_rows(bias))


def _licences(model: dict[str, Any]) -> Iterator[str]:
    told = model.get("licence")
    yield f"- Data: {told}." if told else "- Data: unknown; none was told (`--licence`)."
    yield "- Code: Apache-2.0. Libraries: their own."


def _libraries(model: dict[str, Any]) -> Iterator[str]:
    found = model.get("libraries", {})
    yield from _table(("library", "version"), sorted(found.items())) if found else ["Not recorded."]


def _option(model: dict[str, Any], name: str) -> object:
    return model.get("options", {}).get(name, "unknown")


def _interval(found: dict[str, float]) -> str:
    return f"{found['value']:.3f} ({found['low']:.3f} to {found['high']:.3f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for line in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(_cell(cell) for cell in line)} |"


def _cell(text: str) -> str:
    """A text that is one cell whatever is in it."""
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())
