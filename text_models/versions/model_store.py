"""The versions of a task's model on this machine, whether they lie in a folder or in a bucket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from text_models.versions.champion import CHAMPION_FILE, read_champion
from text_models.versions.version_seal import EVALUATION_FILE

if TYPE_CHECKING:
    from storage.artifact_store import ArtifactStore
    from storage.bucket import Bucket

TOKENIZERS = "tokenizers"


@contextmanager
def open_model_store(
    task: str, storage: str, connect: Callable[[str], Bucket], *versions: str, with_newest: bool = False
) -> Iterator[Path]:
    """The folder models/<task> of `storage`: a folder a version, champion.json and tokenizers/.

    Of a bucket, which `connect` opens by its name, it is a copy with the champion, `versions` and perhaps the
    newest one; another champion, changed tokenizers, and versions that are new or were judged anew, are
    stored when the block ends well. Raises S3Error, OSError; ValueError when champion.json is damaged.
    """
    from storage.artifact_store import artifact_session, is_in_bucket

    place = f"{storage}/models/{task}"
    if not is_in_bucket(place):
        yield Path(place)
        return
    with artifact_session(connect) as store:
        models = fetch_models(store, place, *versions, *(_newest(store, place) if with_newest else ()))
        store.read_if_there(f"{place}/{TOKENIZERS}")
        before = _state(models)
        yield models
        # A version goes before the file that names it champion.
        for name, found in sorted(_state(models).items(), key=lambda item: item[0] == CHAMPION_FILE):
            if found != before.get(name):
                store.push(f"{place}/{name}")


def fetch_models(store: ArtifactStore, place: str, *versions: str) -> Path:
    """`place` on this machine, as far as it is needed: champion.json, the champion's folder, `versions`.

    Raises S3Error, OSError; ValueError when champion.json is damaged.
    """
    store.read_file(f"{place}/{CHAMPION_FILE}")
    models = store.path(place)
    champion = read_champion(models)
    for version in {*versions, *([champion] if champion else [])}:
        store.read_if_there(f"{place}/{version}")
    return models


def _newest(store: ArtifactStore, place: str) -> list[str]:
    """Versions are named after their batch, whose name begins with its time."""
    return sorted(set(store.folders(place)) - {TOKENIZERS})[-1:]


def _state(models: Path) -> dict[str, object]:
    """What the commands may change."""
    champion, tokenizers = models / CHAMPION_FILE, models / TOKENIZERS
    versions: dict[str, object] = {
        file.parent.name: file.read_bytes() for file in models.glob(f"[!.]*/{EVALUATION_FILE}")
    }
    return versions | {
        CHAMPION_FILE: champion.read_bytes() if champion.exists() else None,
        TOKENIZERS: sorted(path.relative_to(tokenizers) for path in tokenizers.rglob("*")),
    }
