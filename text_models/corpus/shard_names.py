"""A part in several files: `part-00000-of-0000N.suffix`, so that a missing one is noticed."""

from collections.abc import Sequence
from pathlib import Path


def name_shards(unnamed: Sequence[Path], part: str, suffix: str) -> list[Path]:
    """Rename the files, whose number is known only now, and return their paths in order."""
    names = [f"{part}-{index:05d}-of-{len(unnamed):05d}.{suffix}" for index in range(len(unnamed))]
    return [path.rename(path.with_name(name)) for path, name in zip(unnamed, names, strict=True)]


def find_shards(folder: Path, part: str, suffix: str, *, remedy: str) -> list[Path]:
    """Return the paths of a part in order; `remedy` ends the error's sentence with what to do.

    Raises FileNotFoundError when there is none or one is missing.
    """
    paths = sorted(folder.glob(f"{part}-*-of-*.{suffix}"))
    expected = int(paths[0].stem.rpartition("-")[2]) if paths else 1
    wanted = [folder / f"{part}-{index:05d}-of-{expected:05d}.{suffix}" for index in range(expected)]
    missing = [path.name for path in wanted if path not in paths]
    if missing:
        raise FileNotFoundError(
            f"{folder} holds {expected - len(missing)} of {expected} `{part}` shards: {missing[0]} is "
            f"missing. {remedy}"
        )
    if len(paths) > expected:
        raise FileNotFoundError(
            f"{folder} holds `{part}` shards of two exports, such as {paths[0].name} and {paths[-1].name}. "
            f"{remedy}"
        )
    return paths
