from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from text_models.encoders.bert.chosen_bert import VARIABLE as BERT
from text_models.encoders.encoder_folder import VARIABLE as ENCODERS


@pytest.fixture(autouse=True)
def encoders_are_named_for_one_test() -> Iterator[None]:
    """A command names encoders for its whole process, which here goes on with other tests."""
    before = {name: os.environ.get(name) for name in (BERT, ENCODERS)}
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
