"""A folder that appears whole or not at all, a power cut included."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.atomic_file import sync_files, sync_folder, sync_folders


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends well it becomes `target`, replacing what stood there.

    The folder given is `target`'s sibling, so that the last step is a rename; before it, everything in the
    folder is on the disk. When the block raises, `target` is as before. One writer at a time: what a killed
    writer left behind is put right by the next one, which brings the earlier folder back if the kill fell
    between the two renames.
    """
    partial = target.with_name(f".{target.name}.partial")
    replaced = target.with_name(f".{target.name}.replaced")
    if replaced.exists() and not target.exists():
        replaced.rename(target)
    for leftover in (partial, replaced):
        if leftover.exists():
            shutil.rmtree(leftover)
    partial.mkdir(parents=True)
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial)
        raise
    found = list(partial.rglob("*"))
    sync_files([path for path in found if path.is_file()])
    sync_folders([partial, *(path for path in found if path.is_dir())])
    if target.exists():
        target.rename(replaced)
    partial.rename(target)
    sync_folder(target.parent)
    if replaced.exists():
        shutil.rmtree(replaced)
