"""BENCH=text: that each rung stands beside the same model, and what its ratios are."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pytest

from benchmarks import text
from benchmarks.rating_texts import rated_texts
from benchmarks.text_contenders import BARE, BareLibrary, OurRung
from benchmarks.text_network import NETWORKS, measure_network

# Whose bare counterpart computes the same by definition. fastText answers its labels without their scores
# here, AdaBoost and boosting by scikit-learn's own arithmetic of scores.
SAME = ("nb_counts", "nb_tfidf", "nb_lr", "tfidf_logistic", "features_lr", "features_nb", "features_forest")


@pytest.mark.parametrize("name", SAME)
def test_both_sides_fit_the_same_model(name: str) -> None:
    rated = [(words[:80], str(stars)) for words, stars in rated_texts(1_200)]
    ours, bare = OurRung(name), BareLibrary(name)
    ours.fit(rated[::2])
    bare.fit(rated[::2])
    # Regressions stop after 100 iterations, at places that rounding moves.
    asked = [words for words, _ in rated[1::2]]
    np.testing.assert_allclose(ours.predict_proba(asked), bare.predict_proba(asked), atol=1e-2)


def test_ratios_are_ours_over_theirs() -> None:
    names = {"nb_counts": BARE["nb_counts"]}
    told: list[tuple[int, int]] = []
    found = text.measure(60, 1, lambda done, total: told.append((done, total)), names)
    rates = found["nb_counts"]
    for step in ("fit", "predict"):
        ratio = rates[f"{step}_ours_per_second"] / rates[f"{step}_bare_per_second"]
        assert rates[f"{step}_vs_bare"] == pytest.approx(ratio, abs=2e-3)
    assert told == [(1, 1)]


def test_every_rung_that_fits_here_has_its_counterpart() -> None:
    rungs = {entry.name for entry in entry_points(group="text_models.classifiers")}
    schemes = {name for name in rungs if name.endswith(("_one_vs_rest", "_one_vs_one"))} - set(BARE)
    constants, votes = {"majority", "mean"}, {name for name in rungs if "vote" in name}
    # The star rating's network is BENCH=rating's.
    networks = {*NETWORKS, "albert"}
    assert networks <= rungs
    # Each scheme fits the learner that is measured, several times.
    assert rungs - constants - votes - networks - schemes == set(BARE)


def test_a_network_is_measured_in_a_process_of_its_own() -> None:
    found = measure_network("bilstm_attention", 60)
    assert set(found) == {"epochs", "train_samples_per_second", "answer_per_second", "peak_mb"}
    assert min(found.values()) > 0
    assert found["peak_mb"] > 200


def test_a_network_without_its_encoder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AMZN_ENCODERS", str(tmp_path))
    assert "text-models encoders add muse" in measure_network("muse_frozen", 20)["missing"]
