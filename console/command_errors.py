"""What went wrong, as one sentence instead of a traceback."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from errors import SentenceError


@contextmanager
def reporting_errors(data_dir: Path) -> Iterator[None]:
    """Turn what the block raises for bad input or a bad disk into a sentence on stderr and exit status 1.

    A file that is named without its folder is reported as one of `data_dir`.
    """
    try:
        yield
    except (SentenceError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(_disk_sentence(error, data_dir)) from error
    except KeyboardInterrupt as error:
        raise click.ClickException("Stopped; what was finished stays. Run again to continue.") from error


def _disk_sentence(error: OSError, data_dir: Path) -> str:
    # A file's name alone (as the uploader opens it) would not tell where it lies.
    place = Path(str(error.filename or ""))
    place = place if place.is_absolute() else data_dir / place
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk under {place} is full: free some space and run again; what was finished stays."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{place}: {error.strerror}; give yourself access or set DATA_DIR to a folder of your own."
    return f"{place}: {error.strerror or error}; mend that and run again."
