"""A frozen BERT: long texts, other batches, and encoders that are missing or others."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from subprocess import run

import numpy as np
import pytest

from tests.text_models.classifiers.rung_samples import LABELS, MULTI, SETS, SINGLE, TEXTS, UNSEEN, task_of
from tests.text_models.encoders.bert.tiny_bert import write_tiny_bert
from text_models.classifiers.networks.bert import sentence_features
from text_models.classifiers.networks.bert.bert_frozen import BERT_FROZEN, fit_bert_frozen, window_weights
from text_models.classifiers.networks.bert.sentence_features import usual_layers
from text_models.encoders.bert import bert_encoder
from text_models.encoders.bert.chosen_bert import VARIABLE

CLEAN = "The soap came on day two. "
TOXIC = "What an awful radio #fail"
TOXICITY = replace(task_of("normal", "toxic"), any_part=("toxic",))
# Texts of one to nine sentences, of which the last one is toxic or not.
TRAINING = [
    f"{CLEAN * sentences}{last}"
    for sentences in range(9)
    for last in [text for text, label in zip(TEXTS, LABELS, strict=True) if label != "P"]
]
TRUTH = ["toxic" if label == "N" else "normal" for label in LABELS if label != "P"] * 9


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = write_tiny_bert(tmp_path / "tiny")
    monkeypatch.setenv(VARIABLE, str(made))
    return made


def test_layers_are_those_that_were_measured() -> None:
    assert [usual_layers(layers) for layers in (12, 24, 6, 2, 1)] == [
        (8, 10, 12), (16, 20, 24), (4, 5, 6), (1, 2), (1,),
    ]  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_a_toxic_last_sentence_after_5000_clean_words_counts() -> None:
    classifier = fit_bert_frozen(TOXICITY, TRAINING, TRUTH, strength=1.0)
    clean = CLEAN * 834
    assert len(clean.split()) > 5_000
    short, long, spoiled = classifier.predict_proba([CLEAN, clean, clean + TOXIC])[:, 1]
    assert short < 0.5
    assert long < 0.5
    assert spoiled > 0.5
    # Where no label is so, one of 300 sentences changes next to nothing.
    mean = fit_bert_frozen(replace(TOXICITY, any_part=()), TRAINING, TRUTH, strength=1.0)
    assert mean.predict_proba([clean + TOXIC])[0, 1] < 0.5


def test_windows_of_a_long_text_count_as_one_text() -> None:
    owners = np.array([0, 1, 1, 1, 1, 2])
    assert window_weights(owners, None).tolist() == [1, 0.25, 0.25, 0.25, 0.25, 1]
    assert window_weights(owners, np.array([1.0, 2.0, 3.0])).tolist() == [1, 0.5, 0.5, 0.5, 0.5, 3]


@pytest.mark.usefixtures("folder")
def test_neither_order_nor_padding_changes_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    classifier = fit_bert_frozen(MULTI, TEXTS, SETS)
    texts = [*TEXTS, *UNSEEN, CLEAN * 20]
    together = classifier.predict_proba(texts)
    for rounded_to, positions in ((8, 64), (64, 4_096)):
        monkeypatch.setattr(bert_encoder, "ROUNDED_TO", rounded_to)
        monkeypatch.setattr(bert_encoder, "POSITIONS_AT_ONCE", positions)
        sentence_features.features_of.cache_clear()
        order = np.random.default_rng(positions).permutation(len(texts))
        found = classifier.predict_proba([texts[row] for row in order])
        assert found == pytest.approx(together[order], abs=1e-5)


def test_a_model_names_its_encoder_and_holds_none_of_it(folder: Path, tmp_path: Path) -> None:
    (saved := tmp_path / "saved").mkdir()
    classifier = fit_bert_frozen(SINGLE, TEXTS, LABELS)
    classifier.save(saved)
    encoder = (folder / "model.safetensors").stat().st_size
    assert (saved / "arrays.safetensors").stat().st_size < encoder / 2
    before = classifier.predict_proba(UNSEEN)
    assert BERT_FROZEN.load(saved).predict_proba(UNSEEN).tolist() == before.tolist()


def test_an_encoder_may_be_moved_but_not_exchanged(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (saved := tmp_path / "saved").mkdir()
    classifier = fit_bert_frozen(SINGLE, TEXTS, LABELS)
    classifier.save(saved)
    moved = shutil.move(folder, tmp_path / "elsewhere")
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(
        ValueError, match=r"trained on the encoder of .*tiny with SHA-256 [0-9a-f]{64}, which is"
    ):
        BERT_FROZEN.load(saved)
    monkeypatch.setenv(VARIABLE, str(moved))
    assert BERT_FROZEN.load(saved).predict_proba(UNSEEN).tolist() == classifier.predict_proba(UNSEEN).tolist()
    monkeypatch.setenv(VARIABLE, str(write_tiny_bert(tmp_path / "other", seed=1)))
    with pytest.raises(ValueError, match="which is not there"):
        BERT_FROZEN.load(saved)


def test_without_an_encoder_the_rung_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("AMZN_ENCODERS", str(tmp_path))
    missing = BERT_FROZEN.missing()
    assert str(tmp_path / "e5-small") in missing
    assert "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28" in missing
    assert "text-models encoders add e5-small" in missing
    with pytest.raises(ValueError, match="text-models encoders add e5-small"):
        fit_bert_frozen(SINGLE, TEXTS, LABELS)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert f"{tmp_path / 'config.json'} is missing" in BERT_FROZEN.missing()


def test_naming_the_rung_imports_no_tensorflow() -> None:
    code = (
        "import sys; from text_models.classifiers.networks.bert.bert_frozen import BERT_FROZEN; "
        "BERT_FROZEN.missing; print(sorted({'tensorflow', 'keras', 'transformers'} & sys.modules.keys()))"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
