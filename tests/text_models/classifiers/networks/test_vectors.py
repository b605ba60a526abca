"""Vectors that a network begins with: of fastText, of a file, of nobody."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fasttext import train_unsupervised

from tests.text_models.classifiers.fitted_rung import fit_rung
from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS
from text_models.classifiers.networks.bilstm import BILSTM
from text_models.classifiers.networks.bilstm_attention import BILSTM_ATTENTION
from text_models.classifiers.networks.first_vectors import FirstVectors
from text_models.classifiers.networks.network_model import NetworkModel
from text_models.classifiers.networks.subword_vectors import learn_subword_vectors
from text_models.classifiers.networks.word_vectors import read_word_vectors
from text_models.classifiers.saved.saved_state import SavedState
from text_models.networks.vocabulary import Vocabulary, words_of

TINY: dict[str, Any] = {"dimensions": 4, "units": 4, "dense": 4, "epochs": 1, "batch_size": 32}
GLOVE = "soap 1 0 0 .5\n. . 2 2 2 2\nlamp 0 -1 0 0\nradio 1 1 1 1\n"


def test_words_and_unknown_words_have_the_vectors_of_fasttext(tmp_path: Path) -> None:
    words = ("soap", "lamp", "perfect")
    vectors, subwords = learn_subword_vectors(TEXTS, words, dimensions=6, buckets=500, epochs=2)
    path = tmp_path / "texts.txt"
    path.write_text("".join(f"{' '.join(words_of(text))}\n" for text in TEXTS))
    options: dict[str, Any] = {"model": "skipgram", "dim": 6, "minn": 3, "maxn": 6, "bucket": 500}
    theirs = train_unsupervised(str(path), minCount=1, epoch=2, thread=1, verbose=0, **options)
    for word, vector in zip(words, vectors, strict=True):
        assert vector == pytest.approx(theirs.get_word_vector(word), abs=1e-6)
    for word in ("soapy", "imperfect", "\u043c\u0430\u043c\u0430", "na\u00efve"):
        assert theirs.get_word_id(word) == -1
        assert subwords.vector(word) == pytest.approx(theirs.get_word_vector(word), abs=1e-6)
    assert subwords.vector("").tolist() == [0.0] * 6


def test_a_file_of_glove_is_read_word_by_word(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text(GLOVE)
    found = read_word_vectors(path, ["soap", "lamp", ". .", "chair"])
    assert {word: vector.tolist() for word, vector in found.items()} == {
        "soap": [1, 0, 0, 0.5],
        ". .": [2, 2, 2, 2],
        "lamp": [0, -1, 0, 0],
    }
    path.write_text("3 4\n" + GLOVE)
    assert read_word_vectors(path, ["lamp"])["lamp"].tolist() == [0, -1, 0, 0]
    path.write_text(GLOVE + "chair 1 2 x 4\n")
    with pytest.raises(ValueError, match=r"Line 5 of .*vectors.txt is no word vector: expected a word and 4"):
        read_word_vectors(path, ["chair"])


def test_words_that_a_file_lacks_begin_with_zeros(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text(GLOVE)
    vocabulary = Vocabulary(("soap", "chair", "lamp"), 10)
    table, subwords = FirstVectors(str(path), 4).of(TEXTS, vocabulary)
    assert subwords is None
    assert table is not None
    assert table.tolist() == [[0] * 4] * 3 + [[1, 0, 0, 0.5], [0] * 4, [0, -1, 0, 0]]
    with pytest.raises(ValueError, match=r"vectors of \[4\] numbers for words of these texts, expected 300"):
        FirstVectors(str(path), 300).of(TEXTS, vocabulary)
    with pytest.raises(ValueError, match="vectors of no numbers"):
        FirstVectors(str(path), 4).of(TEXTS, Vocabulary(("nothing",), 10))


def test_vectors_of_others_stay_as_they_are_where_they_are_frozen(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text(GLOVE)
    classifier = fit_rung(BILSTM, SINGLE, TEXTS, LABELS, vectors=str(path), **TINY)
    model = classifier.model
    assert isinstance(model, NetworkModel)
    place = model.vocabulary.ids["lamp"]
    assert model.members[0]["table/embeddings"][place].tolist() == [0, -1, 0, 0]
    learned = fit_rung(BILSTM_ATTENTION, SINGLE, TEXTS, LABELS, vectors=str(path), **TINY).model
    assert isinstance(learned, NetworkModel)
    assert learned.members[0]["table/embeddings"][place].tolist() != [0, -1, 0, 0]


def test_natashas_file_needs_its_library_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    # As if it were not installed, whether it is or not.
    monkeypatch.setitem(sys.modules, "navec", None)
    with pytest.raises(ValueError, match="which the library navec reads, and that is not installed"):
        fit_rung(BILSTM, SINGLE, TEXTS, LABELS, vectors="navec_hudlit_v1_12B_500K_300d_100q.tar", **TINY)


def test_unknown_words_are_read_by_their_ngrams_before_and_after_loading(tmp_path: Path) -> None:
    classifier = fit_rung(BILSTM_ATTENTION, SINGLE, TEXTS, LABELS, vectors="ngrams", seeds=2, **TINY)
    classifier.save(tmp_path)
    loaded = BILSTM_ATTENTION.load(tmp_path)
    unknown = ["soapiness", "lampshade", "qqqq"]
    found = classifier.predict_proba(unknown)
    assert loaded.predict_proba(unknown).tolist() == found.tolist()
    assert len(np.unique(found[:, 0])) == 3
    alone = np.concatenate([classifier.predict_proba([word]) for word in unknown])
    assert alone == pytest.approx(found, abs=1e-5)


def test_several_seeds_are_averaged_and_told() -> None:
    model = fit_rung(BILSTM_ATTENTION, SINGLE, TEXTS, LABELS, seeds=2, seed=5, **TINY).model
    assert isinstance(model, NetworkModel)
    assert [entry["seed"] for entry in model.history] == [5, 6]
    assert len(model.members) == 2
    assert BILSTM.has_chance


def test_of_two_contradicting_texts_the_heavier_is_believed() -> None:
    texts, labels = [*TEXTS, *["a perfect towel"] * 6], [*LABELS, *["N"] * 3, *["P"] * 3]
    options = {**TINY, "epochs": 12, "batch_size": 16, "rate": 3e-2, "patience": 0, "seed": 1}
    for weights, expected in (([9.0] * 3 + [0.1] * 3, "N"), ([0.1] * 3 + [9.0] * 3, "P")):
        given = [*[1.0] * len(TEXTS), *weights]
        found = fit_rung(BILSTM_ATTENTION, SINGLE, texts, labels, weights=given, **options)
        assert SINGLE.labels[int(found.predict_proba(["a perfect towel"]).argmax())] == expected


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    model = fit_rung(BILSTM_ATTENTION, SINGLE, TEXTS, LABELS, **TINY).model
    assert isinstance(model, NetworkModel)
    state = model.state()
    name = "0/labels/kernel"
    arrays = {**state.arrays, name: state.arrays[name][:, :2]}
    with pytest.raises(ValueError, match=r"`0/labels/kernel` has shape \(4, 2\)"):
        type(model).from_state(SavedState(state.values, arrays), 3)
    lacking = {**state.values, "shapes": {**state.values["shapes"], "rows": 7}}
    with pytest.raises(ValueError, match=r"`shapes` are .* expected 32 rows and 3 outputs"):
        type(model).from_state(SavedState(lacking, state.arrays), 3)
