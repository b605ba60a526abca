"""What is known of the declared sources, for a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from amzn_review.collecting.collect_place import CollectPlace
from amzn_review.collecting.collect_state import decode_state
from amzn_review.collecting.open_collector import token_of
from amzn_review.collecting.source_files import read_source, source_names
from errors import SentenceError


@dataclass(frozen=True)
class SourceStatus:
    """A declared source: how far it was collected, and what is wrong with it, if anything is."""

    name: str
    task: str | None = None
    title: str | None = None
    terms: str | None = None
    pages: int = 0
    posts: int = 0
    deleted: int = 0
    mark: str | None = None
    mark_at: str | None = None
    fault: str | None = None


def source_statuses(
    folders: Sequence[Path], task_folders: Sequence[Path], tokens: Mapping[str, str], place: CollectPlace
) -> Iterator[SourceStatus]:
    """One for each source that the last of `folders` declares, sorted. Raises OSError, S3Error."""
    for name in source_names(folders[-1]):
        try:
            source = read_source(folders, name, task_folders)
            token_of(source, tokens)
            content = place.read_state(name)
            state = decode_state(content, place.state_place(name)) if content else None
        except SentenceError as error:
            yield SourceStatus(name, fault=str(error))
            continue
        told = (source.name, source.task, source.title, source.terms)
        if state is None:
            yield SourceStatus(*told)
        else:
            yield SourceStatus(*told, state.pages, state.posts, state.deleted, state.mark, state.mark_at)
