"""Which version of a task's model predicts, as storage says it: models/<task>/champion.json.

The registry decides; this file mirrors it for the tasks that reach storage and no database.
"""

import json
from pathlib import Path

from storage.atomic_file import write_durably
from storage.folder_lock import only_process
from text_models.versions.command_line import command_line

CHAMPION_FILE = "champion.json"


def write_champion(models_dir: Path, version: str) -> None:
    """Name `version` as champion; the file is on the disk then, or is as it was."""
    models_dir.mkdir(parents=True, exist_ok=True)
    # A command and a task may both promote.
    with only_process(models_dir / f".{CHAMPION_FILE}.lock", "promotion", models_dir, wait=True):
        write_durably(models_dir / CHAMPION_FILE, json.dumps({"version": version}).encode() + b"\n")


def read_champion(models_dir: Path) -> str | None:
    """The champion's version, None when there is none yet. Raises ValueError when the file is damaged."""
    path = models_dir / CHAMPION_FILE
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["version"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f'{path} is damaged: expected {{"version": …}}. Received: {error!r}. '
            f"`{command_line(models_dir.name, 'promote', 'VERSION')}` writes it again."
        ) from None


def champion_folder(models_dir: Path) -> Path | None:
    """The folder of the champion; None when there is none yet. Raises ValueError when it is not there."""
    version = read_champion(models_dir)
    if version is None:
        return None
    folder = models_dir / version
    if not folder.is_dir():
        raise ValueError(
            f"{models_dir / CHAMPION_FILE} names version {version!r}, which is not there: bring its folder "
            f"back, or choose another version with `{command_line(models_dir.name, 'promote', 'VERSION')}`."
        )
    return folder
