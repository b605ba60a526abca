"""What the version that predicts now was trained on, to measure by how far reviews have drifted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rating_model.data.corpus_file import CORPUS_FILE, CorpusFile


@dataclass(frozen=True)
class ChampionReference:
    """The version that predicts now and the distributions it was trained on, see `rating_reference`."""

    version: str
    reference: Mapping[str, Any]


def read_reference(champion: Callable[[], Path | None]) -> tuple[ChampionReference | None, list[str]]:
    """Return what the champion was trained on, or why that cannot be told.

    Neither when there is no champion. `champion()` returns its folder and may raise ValueError.
    """
    try:
        folder = champion()
        if folder is None:
            return None, []
        reference = CorpusFile.read(folder).reference
        if set(reference) != {"rating", "length"}:
            raise ValueError(f"{folder / CORPUS_FILE} holds no distributions of rating and length.")
        return ChampionReference(folder.name, reference), []
    except ValueError as error:
        return None, [f"Drift is not measured: {error}"]
