"""What the registry writes down of a version."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from text_models.versions.version_folder import VersionFolder

# What MLflow takes in a tag.
LONGEST_TAG = 8_000
BATCHES_A_TAG = 100
# Of model.json, these are the run's tags.
TAGGED = frozenset({"version", "trained_at", "code_version"})


def parameters_of(folder: VersionFolder) -> dict[str, Any]:
    """What it was trained with, by name: the options, and each single value of model.json that is no tag."""
    return {
        **folder.model["options"],
        **{
            name: value
            for name, value in folder.model.items()
            if name not in TAGGED and isinstance(value, str | int | float)
        },
    }


def metrics_of(folder: VersionFolder) -> Iterator[tuple[str, float]]:
    """Each metric of each predictor as `predictor/metric`, its interval as `…/low` and `…/high`.

    And the numbers that training tells of itself, as `training/…`.
    """
    yield "rows", float(folder.evaluation["rows"])
    for name, value in folder.model.get("training", {}).items():
        if isinstance(value, int | float):
            yield f"training/{name}", float(value)
    judged = dict(folder.evaluation["predictors"])
    if folder.evaluation.get("champion"):
        judged["champion_before"] = folder.evaluation["champion"]
    for predictor, metrics in judged.items():
        for metric, found in metrics.items():
            if isinstance(found, dict) and "value" in found:
                yield f"{predictor}/{metric}", float(found["value"])
                yield f"{predictor}/{metric}/low", float(found["low"])
                yield f"{predictor}/{metric}/high", float(found["high"])


class NotedValue(NamedTuple):
    """A value that training noted at a step, `moment` milliseconds after the beginning of 1970."""

    name: str
    value: float
    moment: int
    step: int


def curve_of(folder: VersionFolder) -> Iterator[NotedValue]:
    """The learning curve, as `curve/loss`, and where training looked as `curve/mae` and so on.

    The moments are the training's, so that writing it again writes the same. None for a version that has no
    history.
    """
    ended = datetime.fromisoformat(folder.model["trained_at"]).timestamp()
    entries = folder.history()
    for entry in entries:
        moment = int((ended - entries[-1]["seconds"] + entry["seconds"]) * 1000)
        for name in sorted(entry.keys() - {"step", "seconds"}):
            yield NotedValue(f"curve/{name}", float(entry[name]), moment, int(entry["step"]))


def tags_of(folder: VersionFolder) -> Iterator[tuple[str, str]]:
    """Where the version comes from: the code, the run's own batches and all that the model has seen.

    And each time that test texts were opened for it, with their files.
    """
    yield "code_version", str(folder.model["code_version"])
    yield "verdict", str(folder.evaluation["first_line"])
    for number, opened in enumerate(folder.evaluation.get("tests_opened", [])):
        yield f"test_opened.{number:05d}", json.dumps(opened)[:LONGEST_TAG]
    for name in ("batch_ids", "seen_batch_ids"):
        batches = folder.model[name]
        for part, start in enumerate(range(0, len(batches), BATCHES_A_TAG)):
            yield f"{name}.{part:05d}", " ".join(batches[start : start + BATCHES_A_TAG])
