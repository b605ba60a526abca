"""The slice of the training texts that decides when to stop."""

import numpy as np
import pytest

from rating_model.data.encoded_part import split_for_stopping
from text_models.networks.encoded_texts import EncodedTexts


def test_equal_texts_fall_on_one_side_and_stay_there() -> None:
    # Review number n has the ids n * 1000 + 1, 2 and 3.
    numbers = np.arange(400)
    ids = (numbers[:, None] * 1_000 + [1, 2, 3]).astype(np.int32).ravel()
    reviews = EncodedTexts(ids, np.full(400, 3), numbers % 5 + 1, numbers)
    twice = EncodedTexts(*(np.concatenate([column, column]) for column in reviews))
    learned, stopping = split_for_stopping(reviews, 0.2)
    assert len(stopping.labels) == pytest.approx(80, abs=25)
    assert sorted([*learned.ids, *stopping.ids]) == list(range(400))
    assert stopping.input_ids.tolist() == [n * 1_000 + p for n in stopping.ids.tolist() for p in (1, 2, 3)]
    _, again = split_for_stopping(twice, 0.2)
    assert sorted(again.ids.tolist()) == sorted([*stopping.ids.tolist()] * 2)
    assert len(split_for_stopping(reviews, 0.0)[1].labels) == 0
