"""What became of one rung and seed: fitted, or skipped and why. A folder, there whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np

from text_models.comparison.processes.rung_result import RungResult, read_probabilities
from text_models.comparison.processes.watched_process import Ending

STEP_FILE, MODEL, DEV_FILE = "step.json", "model-0", "dev.npy"


@dataclass(frozen=True)
class StepResult:
    """How the process of a rung and seed ended, `reason` in words unless it is done.

    `digest` is that of the texts. A folder of one that is done holds what was fitted, the probabilities of
    the development texts, and figures.
    """

    rung: str
    seed: int
    digest: str
    ending: Ending
    reason: str = ""

    @property
    def is_done(self) -> bool:
        """Whether there is something fitted."""
        return self.ending is Ending.DONE

    def write(self, folder: Path) -> None:
        """Write step.json into the folder."""
        (folder / STEP_FILE).write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return what `write` wrote, None when nothing is there. Raises ValueError when it is damaged."""
        try:
            content = json.loads((folder / STEP_FILE).read_text(encoding="utf-8"))
            return cls(**{**content, "ending": Ending(content["ending"])})
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(
                f"{folder / STEP_FILE} is damaged ({error}): remove the folder and clear the rung's task."
            ) from error


@dataclass(frozen=True)
class FittedStep:
    """A step that is done: its folder, its figures, and the probabilities of the development texts."""

    result: StepResult
    folder: Path
    figures: RungResult
    dev: np.ndarray

    @classmethod
    def read(cls, result: StepResult, folder: Path) -> Self:
        """Return what the step left. Raises ValueError, OSError when it is damaged."""
        return cls(result, folder, RungResult.read(folder), read_probabilities(folder / DEV_FILE))
