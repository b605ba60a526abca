"""Vectors of texts by the fast way, beside those of the layer that trains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.text_models.classifiers.rung_samples import ODD, TEXTS
from tests.text_models.encoders.tiny_muse import add_tiny_muse
from text_models.encoders.encoder_folder import VARIABLE
from text_models.encoders.muse.muse_arrays import MuseArrays, open_muse
from text_models.encoders.muse.muse_body import MuseBody
from text_models.encoders.muse.muse_forward import MuseForward, TextVectors
from text_models.encoders.muse.muse_pieces import MOST_TOKENS
from text_models.networks.backend import tf

SOME = [TEXTS[0], TEXTS[30], *ODD[:5], "good soap " * 400]


@pytest.fixture
def muse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MuseArrays:
    add_tiny_muse(tmp_path, tmp_path / "encoders")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "encoders"))
    return open_muse()


def forward(muse: MuseArrays) -> MuseForward:
    return MuseForward(MuseBody(muse.arrays, muse.epsilon), muse.width, with_highest=True)


def layered(muse: MuseArrays, text: list[int], padding: int) -> TextVectors:
    """The vectors of one text by the layer, with so much padding behind it."""
    rows = np.pad(muse.rows(np.array(text)), [(0, padding), (0, 0)], constant_values=9)
    mask = np.array([1.0] * len(text) + [0.0] * padding, np.float32)
    found = MuseBody(muse.arrays, muse.epsilon)(tf.constant(rows[None]), tf.constant(mask[None]))
    return TextVectors(*(each.numpy() for each in found))


def test_it_answers_as_the_layer_does_whatever_stands_beside_a_text(muse: MuseArrays) -> None:
    texts = muse.pieces.encode(SOME)
    found = forward(muse)(texts, muse.rows)
    assert found.sentences.shape == (len(SOME), 16)
    assert np.linalg.norm(found.sentences, axis=1) == pytest.approx(np.ones(len(SOME)), abs=1e-5)
    for row, text in enumerate(texts):
        for padding in (0, 5):
            expected = layered(muse, text, padding)
            assert found.sentences[row] == pytest.approx(expected.sentences[0], abs=1e-5)
            assert found.highest[row] == pytest.approx(expected.highest[0], abs=1e-4)


def test_texts_in_another_order_have_the_same_vectors(muse: MuseArrays) -> None:
    texts = muse.pieces.encode(SOME)
    order = np.random.default_rng(0).permutation(len(texts))
    answers = forward(muse)
    together, other = answers(texts, muse.rows), answers([texts[row] for row in order], muse.rows)
    assert other.sentences == pytest.approx(together.sentences[order], abs=1e-5)
    assert other.highest == pytest.approx(together.highest[order], abs=1e-4)


def test_pieces_begin_and_end_and_are_cut_before_the_end(muse: MuseArrays) -> None:
    rows = muse.pieces.encode(["", "good soap " * 400, "\ud800"])
    assert rows[0] == [1, 0, 2]
    assert (len(rows[1]), rows[1][0], rows[1][-1]) == (MOST_TOKENS, 1, 2)
    assert all(text[0] == 1 and text[-1] == 2 for text in rows)


def test_the_row_of_a_piece_is_scaled_by_the_part_that_it_came_in(muse: MuseArrays) -> None:
    # All parts of the tiny table have the scale 1/16 and begin at -2.
    packed = muse.arrays["table"]
    assert packed.shape == (204, 16)
    assert muse.rows(np.array([0, 35])).tolist() == (packed[[0, 35]] / 16 - 2).tolist()
