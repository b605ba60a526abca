from __future__ import annotations

import errno
from pathlib import Path

import click
import pytest

from console.command_errors import reporting_errors
from errors import SentenceError

DATA = Path("/data")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (SentenceError("Port 5433 is taken; set POSTGRES_PORT."), "Port 5433 is taken; set POSTGRES_PORT."),
        (ValueError("There is no text to judge."), "There is no text to judge."),
        (
            OSError(errno.ENOSPC, "No space left on device", "a.json.gz"),
            "The disk under /data/a.json.gz is full: free some space and run again; what was finished stays.",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/other/place"),
            "/other/place: Permission denied; give yourself access or set DATA_DIR to a folder of your own.",
        ),
        (KeyboardInterrupt(), "Stopped; what was finished stays. Run again to continue."),
    ],
)
def test_what_went_wrong_is_a_sentence(error: BaseException, sentence: str) -> None:
    with pytest.raises(click.ClickException) as caught, reporting_errors(DATA):
        raise error
    assert caught.value.message == sentence


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(KeyError), reporting_errors(DATA):
        raise KeyError("never shown as a sentence")
