"""The real weights, against what the wheel's own engine answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from text_models.encoders.bert.bert_encoder import mean_of_tokens
from text_models.encoders.bert.opened_bert import OpenedBert, open_bert

# Made as its line `made_by` says.
ANSWERS = json.loads((Path(__file__).parent / "engine_answers.json").read_text(encoding="utf-8"))["texts"]


@pytest.fixture(scope="module")
def e5(real_e5: Path) -> OpenedBert:
    assert real_e5.name == "e5-small"
    return open_bert()


def test_ids_are_the_engines(e5: OpenedBert) -> None:
    windows = e5.tokens.windows([answer["text"] for answer in ANSWERS], 64)
    assert [ids.tolist() for ids in windows.ids] == [[0, *answer["ids"], 2] for answer in ANSWERS]


def test_vectors_are_the_engines(e5: OpenedBert) -> None:
    windows = e5.tokens.windows([answer["text"] for answer in ANSWERS], 64)
    function = e5.encoder.function([12], mean_of_tokens)
    found = np.empty((len(ANSWERS), e5.encoder.config.hidden))
    for batch in e5.encoder.batches(windows.ids):
        found[batch.rows] = function(batch.first, batch.is_token)[0]
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    # The first quarter of the numbers is enough, and a smaller file.
    kept = len(ANSWERS[0]["vector"])
    assert cosines(found[:, :kept], [answer["vector"] for answer in ANSWERS]).min() >= 0.9998


def cosines(found: np.ndarray, expected: Any) -> np.ndarray:
    expected = np.asarray(expected)
    lengths = np.linalg.norm(found, axis=1) * np.linalg.norm(expected, axis=1)
    return np.asarray((found * expected).sum(axis=1) / lengths)
