"""Bias on rows counted by hand, beside scikit-learn's AUC, and of a biased model beside a fair one."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tests.conftest import PROJECT_ROOT
from text_models.bias.bias_file import BIAS_FILE
from text_models.bias.bias_table import bias_notes, bias_rows
from text_models.bias.identity_terms import TermsError, naming_texts, read_terms
from text_models.bias.measured_bias import MeasuredBias, NoBiasError, measure_bias
from text_models.bias.subgroup_auc import power_mean, rows_of, weighted_auc


def test_an_auc_is_scikit_learns_with_ties_and_weights() -> None:
    chance = np.random.default_rng(3)
    scores = chance.integers(0, 12, 200) / 12
    positive = chance.random(200) < 0.4
    weights = chance.integers(0, 4, (50, 200)).astype(float)
    found = weighted_auc(scores, positive, weights)
    assert found.shape == (50,)
    expected = [roc_auc_score(positive, scores, sample_weight=row) for row in weights]
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert np.isnan(weighted_auc(scores, positive, np.where(positive, 0.0, 1.0)[None])).all()


def test_which_rows_each_auc_is_about() -> None:
    positive = np.array([True, True, False, False])
    naming = np.array([True, False, True, False])
    assert {name: rows.tolist() for name, rows in rows_of(positive, naming).items()} == {
        "subgroup_auc": [True, False, True, False],
        "bpsn_auc": [False, True, True, False],  # background positive, subgroup negative
        "bnsp_auc": [True, False, False, True],  # background negative, subgroup positive
    }


def test_the_mean_is_that_of_the_paper() -> None:
    # By hand: .9 ** -5 = 1.69351, .6 ** -5 = 12.86008, their mean 7.27680, and 7.27680 ** -.2 = .67238.
    assert power_mean({"a": 0.9, "b": 0.6}) == pytest.approx(0.67238, abs=1e-5)
    assert power_mean({"a": 0.8}) == pytest.approx(0.8)
    assert power_mean({"a": 0.8, "b": 0.0}) == 0.0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A gay man", True),
        ("GAY!", True),
        ("gay-friendly", True),
        ("gaylord", False),
        ("nosegay", False),
        ("middle  eastern food", True),
        ("middle", False),
    ],
)
def test_terms_are_whole_words(text: str, names: bool) -> None:
    found = naming_texts([text], "gay") | naming_texts([text], "middle eastern")
    assert found.tolist() == [names]


def notes(groups: tuple[str, ...] = ("alpha", "beta"), each: int = 60) -> tuple[list[str], np.ndarray]:
    """Texts that name a group or none, and which of them are spiteful: half of each."""
    chance = random.Random(5)
    rows = [
        (f"{group} person number {number} {chance.random()}", number % 2 == 0)
        for group in (*groups, "no")
        for number in range(each)
    ]
    return [text for text, _ in rows], np.array([spiteful for _, spiteful in rows])


def test_a_model_that_dislikes_a_group_is_seen_and_a_fair_one_is_not() -> None:
    texts, spiteful = notes()
    noise = np.random.default_rng(1).random(len(texts)) * 0.3
    fair = np.where(spiteful, 0.5, 0.3) + noise
    biased = fair + 0.4 * naming_texts(texts, "beta")
    found = measure_bias(biased, spiteful, texts, ["alpha", "beta", "absent"], "spiteful", resamples=400)
    assert [it.term for it in found.subgroups] == ["beta", "alpha"]  # the worst first
    beta, alpha = found.subgroups
    assert (beta.rows, beta.positive_rows, alpha.rows) == (60, 30, 60)
    naming = naming_texts(texts, "beta")
    bpsn = (spiteful & ~naming) | (~spiteful & naming)
    assert beta.bpsn_auc.value == pytest.approx(roc_auc_score(spiteful[bpsn], biased[bpsn]))
    assert beta.subgroup_auc.value == pytest.approx(roc_auc_score(spiteful[naming], biased[naming]))
    # Taken for spiteful because it is named: below all chance in one direction, and above in the other.
    assert beta.bpsn_auc.high < 0.6
    assert beta.bnsp_auc.low > 0.8
    assert found.too_few == {"absent": 0}
    assert found.means["bpsn_auc"] == pytest.approx(
        power_mean({"a": alpha.bpsn_auc.value, "b": beta.bpsn_auc.value})
    )
    judged = measure_bias(fair, spiteful, texts, ["alpha", "beta"], "spiteful", resamples=400)
    for subgroup in judged.subgroups:
        for interval in (subgroup.subgroup_auc, subgroup.bpsn_auc, subgroup.bnsp_auc):
            assert interval.low <= judged.overall_auc.high
            assert interval.high >= judged.overall_auc.low


def test_the_same_seed_gives_the_same_intervals_in_any_order_of_terms() -> None:
    texts, spiteful = notes()
    scores = np.random.default_rng(2).random(len(texts))
    one = measure_bias(scores, spiteful, texts, ["alpha", "beta"], "s", resamples=50)
    two = measure_bias(scores, spiteful, texts, ["beta", "alpha"], "s", resamples=50)
    assert {it.term: it for it in one.subgroups} == {it.term: it for it in two.subgroups}


def test_it_is_kept_and_read_again(tmp_path: Path) -> None:
    texts, spiteful = notes()
    scores = np.where(spiteful, 0.9, 0.1)
    found = measure_bias(scores, spiteful, texts, ["alpha"], "s", files=[{"name": "a.csv"}], resamples=50)
    assert MeasuredBias.read(tmp_path) is None
    found.write(tmp_path)
    assert MeasuredBias.read(tmp_path) == found
    assert bias_rows(found) == [
        ("alpha", "60", "30", *["1.000 (1.000 to 1.000)"] * 3),
        ("mean, power -5", "", "", "1.000", "1.000", "1.000"),
    ]
    assert next(bias_notes(found)) == (
        "Label 's' on 180 texts of a.csv, 90 of them with it: AUC 1.000 (1.000 to 1.000) overall; 50 "
        "resamples of equal texts, seed 0."
    )
    (tmp_path / BIAS_FILE).write_text("{}")
    with pytest.raises(ValueError, match=r"bias\.json is damaged .*: measure the bias again"):
        MeasuredBias.read(tmp_path)


def test_too_little_to_measure_is_a_sentence() -> None:
    texts, spiteful = notes()
    with pytest.raises(NoBiasError, match="None of 1 terms is in 10 texts with label 's' and in 10 without"):
        measure_bias(np.zeros(len(texts)), spiteful, texts, ["absent"], "s")
    # Every positive text names the group: there is no background to compare with.
    named = naming_texts(texts, "alpha")
    with pytest.raises(NoBiasError, match="and as many do not hold it"):
        measure_bias(np.zeros(len(texts)), spiteful & named, texts, ["alpha"], "s")
    with pytest.raises(NoBiasError, match="Found 0 texts with label 's' and 180 without; expected 10"):
        measure_bias(np.zeros(len(texts)), np.zeros(len(texts), dtype=bool), texts, ["alpha"], "s")


def test_the_terms_are_those_of_the_published_templates() -> None:
    terms = read_terms(PROJECT_ROOT / "settings" / "identity_terms" / "en.toml")
    assert len(terms) == len(set(terms)) == 50
    assert terms == tuple(sorted(terms))


@pytest.mark.parametrize("content", ["", "terms = []", 'terms = "gay"', 'terms = ["gay", ""]', "terms = ["])
def test_a_file_of_terms_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "terms.toml"
    file.write_text(content)
    with pytest.raises(TermsError, match=r"terms\.toml .*expected"):
        read_terms(file)
