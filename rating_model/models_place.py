"""The versions of the rating model on this machine, whether they lie in a folder or in a bucket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from settings import Settings

if TYPE_CHECKING:
    from storage.artifact_store import HandOver

CHAMPION, TOKENIZERS = "champion.json", "tokenizers"


@contextmanager
def opened_models(settings: Settings, *versions: str, with_newest: bool = False) -> Iterator[Path]:
    """The folder of RATING_STORAGE that has a folder a version, champion.json and tokenizers/.

    Of a bucket it is a copy, with the champion, `versions` and perhaps the newest one; another champion and
    changed tokenizers are handed over when the block ends well. Raises S3Error, OSError.
    """
    from services.buckets import bucket_named  # noqa: PLC0415 - only where it is used
    from storage.artifact_store import SCHEME, handed_over  # noqa: PLC0415 - as above

    place = f"{settings.rating.storage}/models/rating"
    if not place.startswith(SCHEME):
        yield Path(place)
        return
    with handed_over(partial(bucket_named, settings)) as here:
        models = here.path(place)
        for version in {*versions, *_champion(here, place), *(_newest(here, place) if with_newest else ())}:
            here.read_if_there(f"{place}/{version}")
        here.read_if_there(f"{place}/{TOKENIZERS}")
        before = _state(models)
        yield models
        for name, found in _state(models).items():
            if found != before[name]:
                here.push(f"{place}/{name}")


def _champion(here: HandOver, place: str) -> list[str]:
    file = here.read_file(f"{place}/{CHAMPION}")
    return [json.loads(file.read_bytes())["version"]] if file.exists() else []


def _newest(here: HandOver, place: str) -> list[str]:
    """Versions are named after their batch, whose name begins with its time."""
    return sorted(set(here.folders(place)) - {TOKENIZERS})[-1:]


def _state(models: Path) -> dict[str, object]:
    """What the commands may change."""
    champion, tokenizers = models / CHAMPION, models / TOKENIZERS
    return {
        CHAMPION: champion.read_bytes() if champion.exists() else None,
        TOKENIZERS: sorted(path.relative_to(tokenizers) for path in tokenizers.rglob("*")),
    }
