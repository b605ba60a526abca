"""Where the versions of the model lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from settings import Settings


def models_dir(settings: Settings) -> Path:
    """The folder that holds one folder a version, champion.json and the tokenizers."""
    return settings.rating.storage / "models" / "rating"
