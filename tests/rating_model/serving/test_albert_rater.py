"""A saved ALBERT answers any text, alone or among others, and its class weights are taken out."""

from pathlib import Path

import numpy as np
import pytest

from rating_model.heads import OUTPUTS
from rating_model.serving.albert_rater import AlbertRater
from rating_model.serving.rating_checkpoint import RatingCheckpoint
from text_models.albert.albert import albert_inputs, build_albert
from text_models.classifiers.classifier import TextClassifier
from text_models.tokens.tokenizer import PieceTokenizer

TEXTS = ["tin", "", "\U0001f600\U0001f600", "soap crate " * 50, "x" * 100_000, "soap"]
WEIGHTS = np.array([3.0, 1.5, 0.0, 1.0, 0.75])


@pytest.fixture(params=["softmax", "ordinal"])
def rater(request: pytest.FixtureRequest) -> AlbertRater:
    tokenizer = PieceTokenizer.train(["tin soap crate"] * 9, vocabulary_size=40, seed=1)
    classifier = build_albert(
        OUTPUTS[request.param],
        vocabulary_size=tokenizer.vocabulary_size,
        max_tokens=12,
        layers=2,
        hidden_dim=8,
        heads=2,
        intermediate_dim=10,
        embedding_dim=6,
        dropout=0.1,
        ties_outputs=request.param == "ordinal",
        initializer_range=0.5,
    )
    return AlbertRater(RatingCheckpoint(classifier, tokenizer, WEIGHTS, request.param))


def test_it_is_a_text_classifier_that_answers_any_text(rater: AlbertRater) -> None:
    assert isinstance(rater, TextClassifier)
    assert (rater.name, rater.labels) == ("albert", ("1", "2", "3", "4", "5"))
    found = rater.predict_proba(TEXTS)
    assert found.shape == (6, 5)
    assert found.sum(axis=1) == pytest.approx(np.ones(6))
    assert found[:, 2].tolist() == [0.0] * 6  # a rating that it never saw
    assert len({tuple(row) for row in found.round(6).tolist()}) > 3
    assert rater.predict_proba([]).shape == (0, 5)


def test_each_text_gets_the_same_answer_in_any_company(rater: AlbertRater) -> None:
    together = rater.predict_proba(TEXTS)
    assert together == pytest.approx(np.vstack([rater.predict_proba([text]) for text in TEXTS]), abs=1e-6)
    assert rater.predict_proba(TEXTS[::-1]) == pytest.approx(together[::-1], abs=1e-6)


def test_saved_and_loaded_it_answers_the_same(rater: AlbertRater, tmp_path: Path) -> None:
    rater.save(tmp_path)
    again = AlbertRater.load(tmp_path)
    assert again.predict_proba(TEXTS).tolist() == rater.predict_proba(TEXTS).tolist()
    (tmp_path / "spiece.model").unlink()
    with pytest.raises(ValueError, match=r"is not whole: .* Missing: .*spiece.model"):
        AlbertRater.load(tmp_path)


def test_five_probabilities_are_the_softmax_without_the_weights() -> None:
    """softmax(logits) / weights, made to sum to 1, from keras-hub's own logits."""
    tokenizer = PieceTokenizer.train(["tin soap crate"] * 9, vocabulary_size=40, seed=1)
    classifier = build_albert(
        5,
        vocabulary_size=tokenizer.vocabulary_size,
        max_tokens=12,
        layers=1,
        hidden_dim=8,
        heads=2,
        intermediate_dim=10,
        embedding_dim=6,
        dropout=0.0,
        initializer_range=0.5,
    )
    ids = np.array(tokenizer.encode(["soap tin"], max_tokens=12))
    weights = np.array([2.0, 1.0, 1.0, 1.0, 0.5])
    frequencies = np.exp(np.asarray(classifier(albert_inputs(ids)), np.float64)) / weights
    found = AlbertRater(RatingCheckpoint(classifier, tokenizer, weights)).predict_proba(["soap tin"])
    assert found == pytest.approx(frequencies / frequencies.sum(), abs=1e-6)
