"""Promote a version in a process that kills itself before one of the steps that write.

Usage: python -m tests.text_models.versions.killed_promotion URI MODELS_DIR VERSION STEP
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tests.text_models.training.mood_notes import MOOD
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions import promotion
from text_models.versions.registry import Registry

# In the order in which they come: the event is the second one.
STEPS = (
    "update_model_version",
    "set_registered_model_tag",
    "set_registered_model_alias",
    "champion.json",
    "end",
)


class KillingClient:
    """MLflow's client, but for one of its methods: the process dies before it is called."""

    def __init__(self, client: Any, step: str) -> None:
        self.client = client
        self.step = step

    def __getattr__(self, name: str) -> Any:
        if name == self.step:
            kill()
        return getattr(self.client, name)


def kill(*_: object) -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(uri: str, models_dir: str, version: str, step: str) -> None:
    """Promote, and die on the way."""
    registry = Registry(uri, "mood")
    # What the registry would make for itself.
    registry.__dict__["_client"] = KillingClient(registry._client, step)
    if step == "champion.json":
        vars(promotion)["write_champion"] = kill
    promotion.promote(MOOD, registry, Path(models_dir), version, partial(VersionPredictor.load, MOOD))
    kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
