"""What a network with attention looked at, and the sentence of a classifier that has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text_models.classifiers.fitted_rung import fit_rung
from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS
from tests.text_models.cli.versions.conftest import Command
from tests.text_models.training.mood_notes import mood_notes, write_csv
from text_models.classifiers.bayes.nb_logistic import fit_nb_logistic
from text_models.classifiers.constants import MAJORITY
from text_models.classifiers.networks.bilstm_attention import BILSTM_ATTENTION
from text_models.cli.versions.explain import explained_parts

TEXT = "😀 ¡Qué bueno!  good soap, good"


def test_attention_is_shared_by_the_words_of_the_text_as_it_is() -> None:
    network = fit_rung(
        BILSTM_ATTENTION,
        SINGLE,
        TEXTS,
        LABELS,
        dimensions=8,
        units=4,
        dense=4,
        epochs=2,
        batch_size=8,
        longest=20,
    )
    parts = explained_parts(network, TEXT, SINGLE.labels[0], by_attention=True)
    assert [TEXT[start:end] for start, end, _ in parts][-3:] == ["soap", ",", "good"]
    assert min(weight for _, _, weight in parts) > 0
    assert sum(weight for _, _, weight in parts) == pytest.approx(1.0)
    by_occlusion = explained_parts(network, TEXT, SINGLE.labels[0], by_attention=False)
    assert by_occlusion == network.explain(TEXT, SINGLE.labels[0])


def test_a_classifier_without_attention_is_named() -> None:
    assert MAJORITY.fit is not None
    for classifier in (fit_nb_logistic(SINGLE, TEXTS, LABELS), MAJORITY.fit(SINGLE, TEXTS, LABELS)):
        with pytest.raises(ValueError, match=f"Classifier {classifier.name} weights no words: it has no att"):
            explained_parts(classifier, TEXT, SINGLE.labels[0], by_attention=True)


def test_the_command_says_so_too(run: Command, tmp_path: Path) -> None:
    notes = write_csv(tmp_path / "notes.csv", mood_notes(200, seed=1))
    assert run("train", "mood", notes, "--models", "nb_counts").exit_code == 0
    refused = run("explain", "mood", "so merry today", "--attention")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "Error: Classifier nb_counts weights no words: it has no attention.\n"
