"""The version that answers now: the champion, or the one before it when the champion's folder is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from text_models.versions.champion import read_champion
from text_models.versions.version_folder import VersionFolder


class Serving(NamedTuple):
    """The version that answers; `told` is a sentence for each champion that could not, None without one."""

    version: VersionFolder
    told: tuple[str, ...]


def serving_version(
    models_dir: Path, earlier: Callable[[], Sequence[str]], fetch: Callable[[str], object] = lambda _: None
) -> Serving | None:
    """Return the champion that champion.json names; None when there is none yet.

    Where its folder is gone or damaged, the champion before it, and so on: `earlier()` are the champions of
    the past, the latest first, which only then is asked. `fetch(version)` brings a folder to this machine.
    Raises ValueError when champion.json is damaged, or no champion's folder is whole.
    """
    champion = read_champion(models_dir)
    if champion is None:
        return None
    told: list[str] = []
    for version in _candidates(champion, earlier):
        fetch(version)
        try:
            return Serving(VersionFolder.read(models_dir, version), tuple(told))
        except ValueError as error:
            told.append(f"Champion {version} of task {models_dir.name} cannot answer: {error}")
    raise ValueError(
        f"No champion of task {models_dir.name} can answer: {told[0]} Nor can one before it: bring a folder "
        "back, or promote another version."
    )


def _candidates(champion: str, earlier: Callable[[], Sequence[str]]) -> Iterator[str]:
    yield champion
    yield from (version for version in dict.fromkeys(earlier()) if version != champion)
