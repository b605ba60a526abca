"""What a step does that has too little to work with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from airflow.sdk.exceptions import AirflowSkipException


@contextmanager
def skipped_if_too_few() -> Iterator[None]:
    """Turn TooFewTexts into AirflowSkipException, so that the task is skipped and not red."""
    from text_models.corpus.too_few_texts import TooFewTexts

    try:
        yield
    except TooFewTexts as error:
        raise AirflowSkipException(str(error)) from error
