"""How the room of a training run is shared out."""

import pytest

from text_models.corpus.training_sample import new_and_replayed, stratified, walk_start


@pytest.mark.parametrize(
    ("new", "older", "expected"),
    [
        (0, 0, (0, 0)),
        (30, 50, (30, 50)),
        (30, 500, (30, 70)),
        (500, 30, (70, 30)),
        (500, 500, (50, 50)),
        (500, 0, (100, 0)),
        (0, 500, (0, 100)),
        (1, 500, (1, 99)),
    ],
)
def test_half_of_the_room_is_for_older_texts_and_none_of_it_stays_empty(
    new: int, older: int, expected: tuple[int, int]
) -> None:
    assert new_and_replayed(new, older, 100) == expected


@pytest.mark.parametrize(
    ("counts", "rows", "expected"),
    [
        ({}, 10, {}),
        ({5: 3}, 10, {5: 3}),
        ({1: 3, 5: 7}, 10, {1: 3, 5: 7}),
        ({1: 30, 5: 70}, 10, {1: 3, 5: 7}),
        ({1: 0, 5: 70}, 10, {1: 0, 5: 10}),
        # Hamilton's method on https://en.wikipedia.org/wiki/Quota_method: 100,000 votes, 10 seats
        ({1: 47_000, 2: 16_000, 3: 15_800, 4: 12_000, 5: 9_200}, 10, {1: 5, 2: 2, 3: 1, 4: 1, 5: 1}),
    ],
)
def test_labels_keep_their_shares(counts: dict[int, int], rows: int, expected: dict[int, int]) -> None:
    assert stratified(counts, rows) == expected


def test_labels_may_be_strings() -> None:
    assert stratified({"dairy": 30, "fruit": 30, "meat": 40}, 5) == {"dairy": 2, "fruit": 1, "meat": 2}


def test_every_version_starts_its_walk_elsewhere_and_always_there() -> None:
    # printf b1 | b2sum -l 128
    assert walk_start("b1").hex == "932be1794a47fa5cb9e3dfb06ab3f25f"
    assert walk_start("b2") != walk_start("b1")
