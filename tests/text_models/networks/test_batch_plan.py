"""Every text once a pass, like lengths together, and no memory needed to go on."""

import numpy as np

from text_models.networks.batch_plan import BatchPlan
from text_models.networks.encoded_texts import EncodedTexts


def _texts(lengths: list[int]) -> EncodedTexts:
    """Text number n has the ids n * 1000 + 1, n * 1000 + 2, …"""
    ids = [n * 1_000 + place for n, length in enumerate(lengths) for place in range(1, length + 1)]
    numbers = np.arange(len(lengths))
    return EncodedTexts(np.array(ids, np.int32), np.array(lengths), numbers % 5 + 1, numbers)


def test_a_pass_holds_every_text_once_with_its_own_label() -> None:
    lengths = np.random.default_rng(1).integers(2, 40, 103).tolist()
    plan = BatchPlan(_texts(lengths), 8, seed=5)
    assert plan.batches_an_epoch == 13
    for first in (0, 13):
        seen = {}
        for step in range(first, first + 13):
            ids, labels = plan.batch(step)
            for row, label in zip(ids, labels.tolist(), strict=True):
                number = int(row[0]) // 1_000
                assert row[row > 0].tolist() == [number * 1_000 + p for p in range(1, lengths[number] + 1)]
                seen[number] = label
        assert seen == {number: number % 5 + 1 for number in range(103)}


def test_a_batch_depends_on_seed_and_step_alone() -> None:
    texts = _texts(np.random.default_rng(1).integers(2, 40, 103).tolist())
    straight = [BatchPlan(texts, 8, seed=5).batch(step).input_ids.tolist() for step in range(26)]
    going_on = BatchPlan(texts, 8, seed=5)
    assert [going_on.batch(step).input_ids.tolist() for step in range(17, 26)] == straight[17:]
    assert straight[:13] != straight[13:]
    assert BatchPlan(texts, 8, seed=6).batch(0).input_ids.tolist() != straight[0]


def test_lengths_as_uneven_as_reviews_leave_little_padding() -> None:
    lengths = np.clip(np.random.default_rng(2).lognormal(3.4, 0.9, 5_000), 3, 128).astype(int).tolist()
    assert 0 < BatchPlan(_texts(lengths), 16, seed=1).padding_share() < 0.05
    assert BatchPlan(_texts([7] * 9), 4, seed=1).padding_share() == 0


def test_batches_by_length_hold_as_many_as_fit() -> None:
    batches = BatchPlan(_texts([5, 2, 9, 2, 3]), 1, 0).by_length(10)
    assert [rows.tolist() for rows in batches] == [[1, 3, 4], [0], [2]]
