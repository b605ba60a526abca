"""Where the weights of encoders lie, known to a command and to every process that it starts."""

from __future__ import annotations

import os
from pathlib import Path

from errors import SentenceError

VARIABLE = "AMZN_ENCODERS"


class EncoderError(SentenceError, ValueError):
    """Weights that are missing, damaged or not those that were expected: a sentence."""


def use_encoders(folder: Path) -> None:
    """Name the folder of all encoders, for this process and those that it starts from now on."""
    os.environ[VARIABLE] = str(folder)


def encoders_folder() -> Path:
    """Return the folder that `use_encoders` named. Raises EncoderError when none was named."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        raise EncoderError("No folder of encoders is named: a command names it by the setting ENCODERS_DIR.")
    return Path(named)
