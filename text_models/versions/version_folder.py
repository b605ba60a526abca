"""One version of a task's model as it lies in storage: models/<task>/<version>/."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from text_models.versions.version_seal import EVALUATION_FILE, check_version

MODEL_FILE, HISTORY_FILE = "model.json", "history.json"


@dataclass(frozen=True)
class VersionFolder:
    """`model` is model.json, `evaluation` is evaluation.json; both are there and name the predictor."""

    path: Path
    model: dict[str, Any]
    evaluation: dict[str, Any]

    @classmethod
    def read(cls, models_dir: Path, version: str) -> Self:
        """Return a version of those in `models_dir`.

        Raises ValueError, one sentence, when there is no such version, or one that is not trained and
        evaluated to the end, one of another task, or one whose files are damaged.
        """
        path = models_dir / version
        if not version or version.startswith(".") or "/" in version or not path.is_dir():
            known = ", ".join(complete_versions(models_dir)[-5:]) or "there is none"
            raise ValueError(
                f"There is no version {version!r} of the {models_dir.name} model in {models_dir}. "
                f"Complete ones, the latest last: {known}."
            )
        model = _json_object(path / MODEL_FILE)
        evaluation = _json_object(path / EVALUATION_FILE)
        check_version(path, model, evaluation)
        if model.get("task", models_dir.name) != models_dir.name:
            raise ValueError(
                f"Version {version!r} in {models_dir} is of task {model['task']!r}, expected "
                f"{models_dir.name!r}: choose one of this task's own."
            )
        if not model.get("predictor"):
            raise _incomplete(path, f"{MODEL_FILE} names no predictor")
        if model["predictor"] not in evaluation.get("predictors", {}):
            raise _incomplete(path, f"{EVALUATION_FILE} does not judge its predictor {model['predictor']!r}")
        return cls(path, model, evaluation)

    @property
    def name(self) -> str:
        """The version."""
        return self.path.name

    @property
    def predictor(self) -> str:
        """The name of the predictor that answers for this version."""
        return str(self.model["predictor"])

    def history(self) -> list[dict[str, Any]]:
        """What training noted, step after step; empty if it left nothing. Raises ValueError when damaged."""
        path = self.path / HISTORY_FILE
        try:
            return list(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return []
        except ValueError as error:
            raise _incomplete(self.path, f"{path.name} is damaged ({error})") from None

    def value(self, predictor: str, metric: str) -> float:
        """A metric of one of its predictors on the evaluation set."""
        return float(self.evaluation["predictors"][predictor][metric]["value"])


def complete_versions(models_dir: Path) -> list[str]:
    """The names of the versions that are trained and evaluated, sorted (which is by age)."""
    return sorted(file.parent.name for file in models_dir.glob(f"[!.]*/{EVALUATION_FILE}"))


def _json_object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _incomplete(path.parent, f"{path.name} is missing") from None
    except ValueError as error:
        raise _incomplete(path.parent, f"{path.name} is damaged ({error})") from None
    if not isinstance(found, dict):
        raise _incomplete(path.parent, f"{path.name} holds no JSON object")
    return found


def _incomplete(path: Path, what: str) -> ValueError:
    return ValueError(
        f"Version {path.name!r} of the {path.parent.name} model is not complete: {what} in {path}. "
        "Train and evaluate it again, or choose another version."
    )
