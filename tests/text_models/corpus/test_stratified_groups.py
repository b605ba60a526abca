"""Groups dealt out: whole, in the shares that are wanted, of every label."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from text_models.corpus.stratified_groups import deal_groups


def one_hot(labels: list[int], count: int) -> np.ndarray:
    return np.eye(count)[labels]


def test_each_part_has_its_share_of_each_label_exactly() -> None:
    # 100 rows of a, 50 of b, 10 of c, each its own group: .5, .3 and .2 of each are whole numbers.
    labels = [0] * 100 + [1] * 50 + [2] * 10
    parts = deal_groups(one_hot(labels, 3), [f"g{row}" for row in range(160)], [0.5, 0.3, 0.2])
    counts = [np.bincount(np.array(labels)[parts == part], minlength=3).tolist() for part in range(3)]
    assert counts == [[50, 25, 5], [30, 15, 3], [20, 10, 2]]


def test_groups_of_many_rows_are_in_each_part_as_single_rows_are() -> None:
    """Else what is tested on would hold no text that others are near to, and what is learned from all."""
    groups = [f"g{row // 2}" if row < 80 else f"s{row}" for row in range(400)]
    parts = deal_groups(one_hot([0] * 400, 1), groups, [0.5, 0.3, 0.2])
    assert np.bincount(parts[:80], minlength=3).tolist() == [40, 24, 16]
    assert np.bincount(parts[80:], minlength=3).tolist() == [160, 96, 64]


def test_a_group_is_never_divided() -> None:
    generator = np.random.default_rng(1)
    groups = [f"g{number}" for number in generator.zipf(1.5, 500) % 90]
    labels = generator.choice(3, 500, p=[0.7, 0.25, 0.05]).tolist()
    parts = deal_groups(one_hot(labels, 3), groups, [0.8, 0.2])
    assert {len({int(parts[row]) for row in range(500) if groups[row] == name}) for name in groups} == {1}
    assert (parts == 1).mean() == pytest.approx(0.2, abs=0.02)


def test_many_labels_are_stratified_better_than_by_chance() -> None:
    generator = np.random.default_rng(2)
    shares = 0.4 / np.arange(1, 31)
    truth = generator.random((2_000, 30)) < shares
    groups = [f"g{row // 2}" for row in range(2_000)]
    parts = deal_groups(csr_array(truth.astype(float)), groups, [0.5, 0.3, 0.2])
    by_chance = generator.choice(3, 1_000, p=[0.5, 0.3, 0.2])[np.arange(2_000) // 2]

    def off(dealt: np.ndarray) -> float:
        wanted = truth.sum(axis=0) * np.array([[0.5], [0.3], [0.2]])
        return float(
            np.abs(np.stack([truth[dealt == part].sum(axis=0) for part in range(3)]) - wanted).mean()
        )

    assert off(parts) < 1.0 < 4 * off(parts) < off(by_chance) * 2
    assert np.bincount(parts) / 2_000 == pytest.approx([0.5, 0.3, 0.2], abs=0.01)


def test_neither_the_order_of_rows_nor_that_of_labels_matters_but_the_seed_does() -> None:
    generator = np.random.default_rng(3)
    truth = generator.random((300, 5)) < 0.3
    groups = np.array([f"g{row // 3}" for row in range(300)])
    parts = deal_groups(truth, groups.tolist(), [0.7, 0.3])
    order = generator.permutation(300)
    assert (deal_groups(truth[order], groups[order].tolist(), [0.7, 0.3]) == parts[order]).all()
    assert (deal_groups(truth, groups.tolist(), [7, 3]) == parts).all()
    assert (deal_groups(truth, groups.tolist(), [0.7, 0.3], seed=1) != parts).any()


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([0] * 10, [8, 2]),
        ([0] * 9 + [1], [8, 2]),
        ([0], [1, 0]),
    ],
    ids=["one class", "a class with one row", "one row"],
)
def test_few_rows(labels: list[int], expected: list[int]) -> None:
    parts = deal_groups(one_hot(labels, 2), [f"g{row}" for row in range(len(labels))], [0.8, 0.2])
    assert np.bincount(parts, minlength=2).tolist() == expected
    if 1 in labels:
        assert parts[labels.index(1)] == 0


def test_rows_without_a_label_fill_the_parts_up() -> None:
    truth = np.zeros((100, 2))
    truth[:10, 0] = 1
    parts = deal_groups(truth, [f"g{row:02}" for row in range(100)], [0.5, 0.5])
    assert np.bincount(parts).tolist() == [50, 50]
    assert np.bincount(parts[:10]).tolist() == [5, 5]


def test_no_rows() -> None:
    assert deal_groups(np.zeros((0, 2)), [], [0.5, 0.5]).tolist() == []


@pytest.mark.parametrize("shares", [[1.0], [0.5, 0.0], [1.5, -0.5], []])
def test_shares_that_are_none_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="two or more shares above 0"):
        deal_groups(np.ones((2, 1)), ["a", "b"], shares)
