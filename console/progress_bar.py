"""Progress on stderr for a person; nothing at all where stderr is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

Advance = Callable[[int, int], None]


@contextmanager
def byte_bar(label: str) -> Iterator[Advance]:
    """A bar that counts bytes; yields ``advance(done, total)``."""
    from rich.progress import DownloadColumn

    with _bar(label, DownloadColumn()) as advance:
        yield advance


@contextmanager
def count_bar(label: str) -> Iterator[Advance]:
    """A bar that counts things; yields ``advance(done, total)``."""
    from rich.progress import MofNCompleteColumn

    with _bar(label, MofNCompleteColumn()) as advance:
        yield advance


@contextmanager
def _bar(label: str, amount: ProgressColumn) -> Iterator[Advance]:
    from rich import progress as rich_progress
    from rich.console import Console

    console = Console(stderr=True)
    columns = (
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        amount,
        rich_progress.TimeElapsedColumn(),
        rich_progress.TextColumn("left"),
        rich_progress.TimeRemainingColumn(),
    )
    with rich_progress.Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task(label.replace("[", r"\["), total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield advance
