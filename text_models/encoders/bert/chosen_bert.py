"""Which BERT rungs read with: the one that was added by name, or a Hugging Face folder of the user's."""

from __future__ import annotations

import os
from pathlib import Path

from text_models.encoders.bert.bert_config import FILE
from text_models.encoders.stored_encoder import missing_encoder

USUAL = "e5-small"
VARIABLE = "AMZN_BERT"
WEIGHTS = "model.safetensors"


def use_bert(folder: Path) -> None:
    """Let rungs read with the BERT of a Hugging Face folder, in this process and those that it starts."""
    os.environ[VARIABLE] = str(folder.resolve())


def missing_bert() -> str:
    """Return why there is no BERT to read with, a sentence; empty when there is one."""
    if named := os.environ.get(VARIABLE):
        return missing_folder(Path(named))
    return missing_encoder(USUAL)


def chosen_folder() -> Path | None:
    """Return the folder that `use_bert` named, None when the usual encoder is read with."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def missing_folder(folder: Path) -> str:
    """Return what the folder lacks of an encoder, a sentence; empty when it lacks nothing."""
    if missing := [name for name in (FILE, WEIGHTS) if not (folder / name).is_file()]:
        return (
            f"{folder / missing[0]} is missing: name a Hugging Face folder with {FILE}, {WEIGHTS} and a "
            "tokenizer. Weights in other formats, which can run code when they are read, are not."
        )
    return ""
