"""How good the newest rating model is, read back from the files that its evaluation left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

# The metrics of the table, and how wide their columns are.
SHOWN = {"accuracy": 10, "macro_f1": 10, "mae": 12}


@dataclass(frozen=True)
class RatingSummary:
    """`evaluation` is evaluation.json of the newest version; `champion` the version that predicts, if any."""

    evaluation: Mapping[str, Any]
    champion: str | None

    @classmethod
    def read(cls, models: Path) -> Self | None:
        """What lies in `models`, a folder a version; None when nothing has been evaluated yet.

        Versions are named after their batch, whose name begins with its time: the last one is the newest.
        """
        files = sorted(models.glob("[!.]*/evaluation.json"))
        if not files:
            return None
        champion = models / "champion.json"
        named = json.loads(champion.read_bytes())["version"] if champion.exists() else None
        return cls(json.loads(files[-1].read_bytes()), named)

    def fields(self) -> dict[str, Any]:
        """For a program: the version, its predictor and that one's values; accuracy and MAE in stars."""
        best, majority = self.evaluation["best"], self._value("majority", "accuracy")
        values = {metric: self._value(best, metric) for metric in SHOWN}
        version = self.evaluation["version"]
        return {
            "version": version, "predictor": best, **values,
            "majority_accuracy": majority, "champion": self.champion,
        }  # fmt: skip

    def lines(self) -> list[str]:
        """For a person: who wins, a row a predictor, and which version predicts from now on."""
        rows, titles = f"{self.evaluation['rows']:,} reviews", self.evaluation.get("metric_titles", {})
        lines = [
            self.evaluation["first_line"],
            f"{rows:<16}"
            + "".join(f"{titles.get(metric, metric):>{width}}" for metric, width in SHOWN.items()),
        ]
        for name in self.evaluation["predictors"]:
            values = (f"{self._value(name, metric):>{width}.3f}" for metric, width in SHOWN.items())
            lines.append(f"{name:<16}" + "".join(values))
        if self.champion == self.evaluation["version"]:
            return [*lines, f"champion: {self.champion}, this one"]
        stands = self.champion or "none yet"
        return [*lines, f"champion: {stands}; the log of task promote says why not this one"]

    def _value(self, predictor: str, metric: str) -> float:
        return float(self.evaluation["predictors"][predictor][metric]["value"])
