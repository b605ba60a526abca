"""What the decisions did: the versions of a task's model, each beside the champion that it was to replace."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from label_review.web.signed_in import Desk, SignedIn
from text_models.tasks.task import Task
from text_models.versions.champion import read_champion
from text_models.versions.version_folder import VersionFolder, complete_versions

router = APIRouter(prefix="/api/tasks")
MOST_VERSIONS = 10


@router.get("/{name}/versions")
def versions(name: str, desk: SignedIn) -> dict[str, Any]:
    """The newest versions, the latest first, and how many texts people have labelled since that one learned.

    `before`, `after` and `gain` are of the metric by which the task's rungs are ranked, on the same test
    texts, of which neither version has learned; None where the version was not judged beside a champion.
    """
    task, folder = desk.site.task(name), desk.site.models_dir(name)
    champion, found = read_champion(folder), []
    for version in complete_versions(folder)[: -MOST_VERSIONS - 1 : -1]:
        try:
            told = _told(task, VersionFolder.read(folder, version))
        except ValueError as error:
            told = {"version": version, "fault": str(error)}
        found.append({**told, "is_champion": version == champion})
    since = next((it["trained_at"] for it in found if it.get("trained_at")), None)
    return {"versions": found, "decided_since": _decided_since(desk, name, since), "since": since}


def _decided_since(desk: Desk, name: str, since: str | None) -> int:
    asked = {"task": name, "since": since or "-infinity"}
    with desk.site.pool.transaction() as connection:
        return int(desk.site.statements.run(connection, "decided_since", asked)[0]["documents"])


def _told(task: Task, folder: VersionFolder) -> dict[str, Any]:
    """What a version's own files tell of it. Raises ValueError when they lack the metric."""
    evaluation, metric = folder.evaluation, task.rank_by
    own = evaluation["predictors"][folder.predictor].get(metric)
    if own is None:
        raise ValueError(f"Version {folder.name} was not judged by {metric}: evaluate it again.")
    before, gain = evaluation.get("champion"), evaluation.get("gain_over_champion")
    return {
        "version": folder.name,
        "predictor": folder.predictor,
        "trained_at": folder.model.get("trained_at"),
        "metric": evaluation.get("metric_titles", {}).get(metric, metric),
        "rows": evaluation.get("rows"),
        "value": _interval(own),
        "beside": None
        if not before or not gain or metric not in gain
        else {
            "version": before["version"],
            "rows": before.get("rows", evaluation.get("rows")),
            "before": _interval(before[metric]),
            "gain": {**_interval(gain[metric]), "p": gain[metric].get("p")},
        },
        "fault": None,
    }


def _interval(metric: dict[str, Any]) -> dict[str, float]:
    return {name: float(metric[name]) for name in ("value", "low", "high")}
