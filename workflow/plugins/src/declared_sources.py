"""Names the sources that are declared, and lets the run end here when there is none."""

from __future__ import annotations

from pathlib import Path

from airflow.sdk.exceptions import AirflowSkipException


def declared_sources(folders: list[str]) -> list[str]:
    """The names of the sources of the last of `folders`, sorted. Raises AirflowSkipException."""
    from amzn_review.collecting.source_files import source_names

    names = source_names(Path(folders[-1]))
    if not names:
        raise AirflowSkipException(
            f"No source is declared in {folders[-1]}: docs/collecting.md shows such a file."
        )
    return names
