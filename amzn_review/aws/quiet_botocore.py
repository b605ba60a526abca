"""Keep a secret that a request carries out of the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_botocore() -> Iterator[None]:
    """While the block runs botocore logs no detail: at level DEBUG it writes requests, passwords too."""
    loggers = [logging.getLogger(name) for name in ("botocore", "urllib3")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
