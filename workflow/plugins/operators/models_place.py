"""The place where the versions of the rating model lie, as far as a task needs it here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.artifact_store import HandOver


def models_with(here: HandOver, models_dir: str, *versions: str) -> Path:
    """`models_dir` on this machine: champion.json, the champion's folder and those of `versions`."""
    from text_models.versions.champion import CHAMPION_FILE, read_champion

    here.read_file(f"{models_dir}/{CHAMPION_FILE}")
    models = here.path(models_dir)
    champion = read_champion(models)
    for version in {*versions, *([champion] if champion else [])}:
        here.read_if_there(f"{models_dir}/{version}")
    return models
