from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.text_models.encoders.bert.tiny_bert import write_tiny_bert
from tests.text_models.encoders.tiny_muse import add_tiny_muse
from text_models.encoders.bert.chosen_bert import VARIABLE as BERT_VARIABLE
from text_models.encoders.encoder_folder import VARIABLE


class EncoderFolders(NamedTuple):
    """A folder of encoders with M-USE in it, and that of a BERT; none is larger than a moment allows."""

    encoders: Path
    bert: Path


@pytest.fixture(scope="session")
def encoder_folders(tmp_path_factory: pytest.TempPathFactory) -> EncoderFolders:
    """Made once: what was fitted in one module is asked in another, and asks for the same weights."""
    folder = tmp_path_factory.mktemp("encoders")
    add_tiny_muse(tmp_path_factory.mktemp("wheels"), folder)
    return EncoderFolders(folder, write_tiny_bert(tmp_path_factory.mktemp("bert")))


@pytest.fixture(scope="module")
def tiny_encoders(encoder_folders: EncoderFolders) -> Iterator[None]:
    """The encoders that rungs find while a module's tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(encoder_folders.encoders))
        patch.setenv(BERT_VARIABLE, str(encoder_folders.bert))
        yield
