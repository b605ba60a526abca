"""Thresholds by aim: worked out by hand, and against every threshold that there could be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import f1_score, precision_score

from text_models.metrics.predictions import Predictions
from text_models.metrics.thresholds.aim import Aim, AimKind, ThresholdError
from text_models.metrics.thresholds.thresholds import Threshold, Thresholds

SCORES = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
TRUTH = [1, 1, 0, 1, 0, 0]


def choose(aim: str, scores: list[float], truth: list[int]) -> float | None:
    return Aim.parse(aim).choose(np.array(scores), np.array(truth, bool))


BY_HAND = [
    # Flagged from .6 on: 3 hits of 4, of 3 true ones: 2 * 3 / 7 = .857, against .8 from .8 on.
    ("f1", SCORES, TRUTH, 0.6),
    # 4/5 from .7 on is the highest; then 2/3 from .9 and from .6 on: of equal ones the fewest flagged.
    ("f1", [0.9, 0.8, 0.7], [1, 0, 1], 0.7),
    ("f1", [0.9, 0.8, 0.7, 0.6], [1, 0, 0, 1], 0.9),
    ("precision=.7", SCORES, TRUTH, 0.6),
    ("precision=75%", SCORES, TRUTH, 0.6),
    ("precision=.76", SCORES, TRUTH, 0.8),
    ("precision=1", SCORES, TRUTH, 0.8),
    # A higher score is wrong, but with more texts the precision is kept.
    ("precision=.75", [0.9, 0.8, 0.7, 0.6], [0, 1, 1, 1], 0.6),
    ("precision=.9", SCORES, [0, 1, 1, 1, 0, 0], None),
    ("flag-rate=50%", SCORES, TRUTH, 0.7),
    ("flag-rate=.49", SCORES, TRUTH, 0.8),
    ("flag-rate=100%", SCORES, TRUTH, 0.4),
    ("flag-rate=10%", SCORES, TRUTH, None),
    # Texts of equal score are flagged together or not at all.
    ("flag-rate=50%", [0.9, 0.7, 0.7, 0.7], [1, 1, 0, 0], 0.9),
    ("precision=.9", [0.7, 0.7, 0.7], [1, 0, 1], None),
    ("f1", [0.5] * 4, [1, 0, 0, 0], 0.5),
    # Without a text that has the label there is nothing to find, and with all of them nothing to miss.
    ("f1", SCORES, [0] * 6, None),
    ("precision=.5", SCORES, [0] * 6, None),
    ("f1", SCORES, [1] * 6, 0.4),
    ("precision=1", SCORES, [1] * 6, 0.4),
    ("f1", [0.3], [1], 0.3),
]


@pytest.mark.parametrize(("aim", "scores", "truth", "expected"), BY_HAND)
def test_by_hand(aim: str, scores: list[float], truth: list[int], expected: float | None) -> None:
    assert choose(aim, scores, truth) == expected
    order = np.random.default_rng(1).permutation(len(scores))
    assert choose(aim, [scores[at] for at in order], [truth[at] for at in order]) == expected


@pytest.mark.parametrize("aim", ["f1", "precision=.8", "flag-rate=20%"])
def test_no_threshold_would_be_better(aim: str) -> None:
    generator = np.random.default_rng(2)
    truth = generator.random(400) < 0.2
    scores = np.round(np.clip(truth * 0.3 + generator.random(400) * 0.7, 0, 1), 2)
    chosen = choose(aim, scores.tolist(), truth.tolist())
    flagged = {at: scores >= at for at in sorted(set(scores.tolist()))}
    if aim == "f1":
        expected = max(flagged, key=lambda at: (f1_score(truth, flagged[at]), at))
    elif aim == "flag-rate=20%":
        expected = min(at for at in flagged if flagged[at].mean() <= 0.2)
    else:
        expected = min(at for at in flagged if precision_score(truth, flagged[at]) >= 0.8)
    assert chosen == expected


def test_aims_are_written_as_they_are_read() -> None:
    assert Aim.parse("precision=.95") == Aim.parse("precision=95%") == Aim(AimKind.PRECISION, 0.95)
    assert Aim.parse(" flag-rate=2% ") == Aim(AimKind.FLAG_RATE, 0.02)
    assert [str(Aim.parse(aim)) for aim in ("f1", "precision=.95", "flag-rate=2%")] == [
        "f1",
        "precision=0.95",
        "flag-rate=0.02",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "f2", "f1=.5", "precision", "precision=", "precision=0", "precision=1.2", "precision=-1",
     "recall=.9", "flag-rate=101%", "flag-rate=nan", "precision=.9.5", "precision=%"],
)  # fmt: skip
def test_an_aim_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ThresholdError, match=re.escape(f"{text!r} is no aim of thresholds; expected")):
        Aim.parse(text)


def many_labels() -> Predictions:
    """Label a is right from .5 on, b is never true, c is true of one text and given to all alike."""
    known = np.array([[0.9, 0.1, 0.2], [0.6, 0.3, 0.2], [0.5, 0.2, 0.2], [0.4, 0.1, 0.2]])
    truth = np.array([[1, 0, 0], [1, 0, 1], [1, 0, 0], [0, 0, 0]], bool)
    return Predictions(truth, known >= 0.5, known)


def thresholds(aim: str, predictions: Predictions, labels: str = "abc") -> Thresholds:
    groups = [f"g{row}" for row in range(predictions.rows)]
    return Thresholds.choose("toy", list(labels), predictions, groups, Aim.parse(aim))


def test_each_label_has_a_threshold_of_its_own() -> None:
    found = thresholds("precision=.9", many_labels())
    assert found.of_labels == {
        "a": Threshold(0.5, 1.0, 1.0, 1.0, true=3),
        "b": Threshold(None, None, None, None, true=0),
        "c": Threshold(None, None, None, None, true=1),
    }
    # c's one true text among four: F1 is 2 / 5 for all of them together.
    by_f1 = thresholds("f1", many_labels()).of_labels
    assert (by_f1["c"].threshold, by_f1["c"].value) == (0.2, 0.4)
    assert by_f1["b"] == Threshold(None, 0.0, 0.0, 0.0, true=0)


def test_nothing_above_a_threshold_is_an_empty_set() -> None:
    found = thresholds("precision=.9", many_labels())
    known = np.array([[0.5, 1.0, 1.0], [0.49, 0.0, 0.0]])
    assert found.above(known).tolist() == [[True, False, False], [False, False, False]]


def test_of_one_label_each_stands_against_all_others() -> None:
    known = np.array([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.45, 0.55]])
    found = thresholds("f1", Predictions(np.array([0, 0, 1, 0]), known.argmax(axis=1), known), "ab")
    assert {label: one.threshold for label, one in found.of_labels.items()} == {"a": 0.45, "b": 0.7}
    # Between the two thresholds a text gets neither.
    assert found.above(np.array([[0.4, 0.6]])).tolist() == [[False, False]]


def test_the_interval_of_a_precision_is_the_binomials() -> None:
    # 100 texts, each flagged and a group of its own, 80 of them true.
    truth = (np.arange(100) < 80)[:, None]
    it = Predictions(truth, truth, np.full((100, 1), 0.9))
    one = thresholds("precision=.8", it, "a").of_labels["a"]
    assert (one.threshold, one.value, one.true) == (0.9, 0.8, 80)
    assert (one.low, one.high) == pytest.approx(binom.ppf([0.025, 0.975], 100, 0.8) / 100, abs=0.011)
    # The share flagged is of all texts, so that equal texts that are drawn twice change nothing here.
    rate = thresholds("flag-rate=100%", it, "a").of_labels["a"]
    assert (rate.value, rate.low, rate.high) == (1.0, 1.0, 1.0)


def test_the_same_seed_gives_the_same_interval_and_groups_widen_it() -> None:
    generator = np.random.default_rng(5)
    truth = generator.random((120, 1)) < 0.4
    it = Predictions(truth, truth, np.clip(truth * 0.3 + generator.random((120, 1)) * 0.7, 0, 1))
    alone, again = thresholds("f1", it, "a"), thresholds("f1", it, "a")
    assert alone == again
    order = np.argsort(truth[:, 0])
    joined = Thresholds.choose(
        "toy", ["a"], it, [f"g{place // 10}" for place in np.argsort(order)], Aim.parse("f1")
    )
    one, other = alone.of_labels["a"], joined.of_labels["a"]
    assert one.threshold == other.threshold
    assert None not in (one.low, one.high, other.low, other.high)
    assert float(other.high or 0) - float(other.low or 0) > float(one.high or 0) - float(one.low or 0)


def test_they_are_kept_as_json(tmp_path: Path) -> None:
    path = tmp_path / "v1" / "thresholds.json"
    found = thresholds("precision=.9", many_labels())
    found.write(path)
    assert Thresholds.read(path, "toy", ["a", "b", "c"]) == found
    written = json.loads(path.read_text())
    assert (written["aim"], written["rows"]) == ("precision=0.9", 4)
    assert written["labels"]["a"] == {"threshold": 0.5, "value": 1.0, "low": 1.0, "high": 1.0, "true": 3}
    with pytest.raises(
        ThresholdError, match=r"holds thresholds of task toy .* expected task toy and c, b, a"
    ):
        Thresholds.read(path, "toy", ["c", "b", "a"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"threshold": 0.5', '"threshold": 1.5'),
        ('"threshold": 0.5', '"threshold": NaN'),
        ('"threshold": 0.5', '"threshold": "high"'),
        ('"threshold": 0.5', '"limit": 0.5'),
        ('"aim": "precision=0.9"', '"aim": "best"'),
        ('"aim"', '"goal"'),
        ('"labels": {', '"labels": 3, "more": {'),
        ("{", "", ),
    ],
)  # fmt: skip
def test_a_damaged_file_is_named(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "thresholds.json"
    thresholds("precision=.9", many_labels()).write(path)
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new, 1))
    with pytest.raises(ThresholdError, match=r"holds no thresholds .* choose the thresholds again"):
        Thresholds.read(path, "toy", ["a", "b", "c"])
    with pytest.raises(ThresholdError, match="holds no thresholds"):
        Thresholds.read(tmp_path / "none.json", "toy", ["a"])
