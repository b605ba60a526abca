"""A version is judged on real shards, and what is written says what was found."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score, log_loss, mean_absolute_error

from rating_model.rating_task import rating_task
from rating_model.serving.evaluate_rating_version import evaluate_rating_version
from tests.rating_model.version_site import VersionSite, corpus, write_reviews
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.ladder.ladder_table import ladder_table
from text_models.ladder.predictors import load_predictor

RESAMPLES = 200
LADDER = ["majority", "mean", "tfidf_logistic"]
ODD_TEXTS = ["\U0001f600\U0001f600", "perfect " * 12_500, "x", "<script>alert(1)</script>"]


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """200 reviews to learn from, 100 to judge by, some of them odd."""
    odd = [(900 + place, text.strip(), 5) for place, text in enumerate(ODD_TEXTS)]
    return write_reviews(
        tmp_path / "site" / "reviews",
        train=corpus(200, seed=1),
        evaluation=[*corpus(100, seed=2, wrong=0.2), *odd],
    )


def test_every_number_of_the_evaluation_is_scikit_learns(version_site: VersionSite, reviews: Path) -> None:
    folder = version_site.trained("v1")
    evaluation = evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    written = json.loads((folder / "evaluation.json").read_text())
    assert written == evaluation.as_json()
    assert list(written["predictors"]) == LADDER
    assert (written["version"], written["rows"], written["texts"]) == ("v1", 104, 104)
    assert (written["train_rows"], written["train_texts"]) == (200, 200)
    assert (written["champion"], written["gain_over_champion"]) == (None, None)
    table = parquet.read_table(folder / "evaluation.parquet")
    rows = {name: table[name].to_numpy() for name in table.column_names}
    assert rows["review_id"].tolist() == [*range(1, 101), 900, 901, 902, 903]
    truth = rows["rating"]
    for name in LADDER:
        answers = rows[f"answer_{name}"]
        probabilities = np.column_stack([rows[f"p_{name}_{rating}"] for rating in range(1, 6)])
        expected = {
            "accuracy": accuracy_score(truth, answers),
            "macro_f1": f1_score(truth, answers, average="macro", zero_division=0),
            "mae": mean_absolute_error(truth, rows[f"stars_{name}"]),
            "quadratic_kappa": cohen_kappa_score(truth, answers, weights="quadratic"),
            "log_loss": log_loss(truth, probabilities, labels=[1, 2, 3, 4, 5]),
        }
        found = {metric: written["predictors"][name][metric]["value"] for metric in expected}
        assert found == pytest.approx(expected), name
        for metric in written["predictors"][name].values():
            assert metric["low"] <= metric["high"]
    tfidf, mean = (written["predictors"][name]["macro_f1"]["value"] for name in ("tfidf_logistic", "mean"))
    assert written["gains"]["tfidf_logistic"]["mean"]["macro_f1"]["value"] == pytest.approx(tfidf - mean)


def test_the_version_names_its_predictor_and_can_load_it(version_site: VersionSite, reviews: Path) -> None:
    folder = version_site.trained("v1")
    before = json.loads((folder / "model.json").read_text())
    evaluation = evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    assert evaluation.best == "tfidf_logistic"
    assert evaluation.first_line.startswith(
        "A baseline wins and predicts, TF-IDF + logistic regression: macro-F1"
    )
    assert "fewer than about 100,000 texts (200 learned from)" in evaluation.first_line
    assert json.loads((folder / "model.json").read_text()) == {**before, "predictor": "tfidf_logistic"}
    predictor = load_predictor(rating_task(), folder, evaluation.best)
    rows = EvaluatedRows.read(rating_task(), folder)
    assert (
        predictor.predict_proba(rows.texts).tolist()
        == rows.predictors["tfidf_logistic"].probabilities.tolist()
    )
    # Nothing half-made is left.
    assert sorted(path.name for path in folder.iterdir()) == [
        "evaluation.json", "evaluation.parquet", "majority", "mean", "model.json", "tfidf",
    ]  # fmt: skip


def test_the_answer_is_the_likeliest_after_the_weights_of_the_version(
    version_site: VersionSite, reviews: Path
) -> None:
    folder = version_site.trained("v1")
    model = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**model, "class_weights": [0, 0, 0, 0, 1]}))
    evaluation = evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    rows = EvaluatedRows.read(rating_task(), folder).predictors["tfidf_logistic"]
    assert set(rows.answers.tolist()) == {4}
    # The distribution, and so the stars, know nothing of the weights; the constant answer never passes.
    assert rows.points is not None
    assert set(rows.points.tolist()) > {0.0, 4.0}
    assert evaluation.best in ("majority", "mean")


def test_it_may_be_repeated(version_site: VersionSite, reviews: Path) -> None:
    folder = version_site.trained("v1")
    first = evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    (folder / "tfidf" / "vocabulary.json").write_text("{")
    assert evaluate_rating_version(folder, reviews, resamples=RESAMPLES) == first


def test_the_champion_is_judged_on_the_same_rows(
    version_site: VersionSite, reviews: Path, tmp_path: Path
) -> None:
    champion, challenger = version_site.trained("v1"), version_site.trained("v2")
    evaluate_rating_version(champion, reviews, resamples=RESAMPLES)
    bad = write_reviews(tmp_path / "bad", train=corpus(200, seed=3, wrong=0.8))
    for shard in reviews.glob("evaluation-*"):
        shutil.copy(shard, bad)
    evaluation = evaluate_rating_version(challenger, bad, champion, resamples=RESAMPLES)
    assert evaluation.champion is not None
    assert evaluation.gain_over_champion is not None
    alone = json.loads((champion / "evaluation.json").read_text())["predictors"]["tfidf_logistic"]
    shown = evaluation.as_json()["champion"]
    assert (shown.pop("version"), shown.pop("predictor")) == ("v1", "tfidf_logistic")
    assert shown == alone
    gain = evaluation.gain_over_champion["macro_f1"]
    ours = evaluation.predictors[evaluation.best]["macro_f1"].value
    assert gain.value == pytest.approx(ours - alone["macro_f1"]["value"])
    assert gain.high < 0
    assert list(EvaluatedRows.read(rating_task(), challenger).predictors) == [*LADDER, "champion"]
    lines = list(ladder_table(rating_task(), evaluation.as_json()))
    assert lines[-1].startswith("tfidf_logistic over champion")
    assert [line for line in lines if line.startswith("champion v1")]


def test_the_table_begins_with_who_wins(version_site: VersionSite, reviews: Path) -> None:
    evaluation = evaluate_rating_version(version_site.trained("v1"), reviews, resamples=RESAMPLES)
    first, head, *rows, over_majority, over_mean = ladder_table(rating_task(), evaluation.as_json())
    assert first == evaluation.first_line
    assert head.split() == ["accuracy", "macro_f1", "mae", "quadratic_kappa", "log_loss", "ece"]
    assert [row.split()[0] for row in rows] == LADDER
    accuracy = evaluation.predictors["majority"]["accuracy"]
    assert " ".join(rows[0].split()).startswith(
        f"majority {accuracy.value:.3f} ({accuracy.low:.2f} {accuracy.high:.2f}) "
    )
    gain = evaluation.gains["tfidf_logistic"]["majority"]["accuracy"]
    assert over_majority.split()[:5] == [
        "tfidf_logistic", "over", "majority", f"{gain.value:+.3f}", f"({gain.low:+.2f}",
    ]  # fmt: skip
    assert over_mean.startswith("tfidf_logistic over mean")


def test_one_review_is_judged_too(version_site: VersionSite, tmp_path: Path) -> None:
    reviews = write_reviews(tmp_path / "one", train=corpus(100, seed=1), evaluation=[(1, "perfect soap", 5)])
    evaluation = evaluate_rating_version(version_site.trained("v1"), reviews, resamples=RESAMPLES)
    accuracy = evaluation.predictors["tfidf_logistic"]["accuracy"]
    assert accuracy.value == accuracy.low == accuracy.high
    # One review tells no model from a constant.
    assert evaluation.best in ("majority", "mean")


def test_equal_texts_count_as_one_for_the_interval(version_site: VersionSite, tmp_path: Path) -> None:
    rows = corpus(20, seed=2)
    often = [
        (number, text.upper() if number % 2 else text, rating)
        for number, (_, text, rating) in enumerate(rows * 9)
    ]
    reviews = write_reviews(tmp_path / "often", train=corpus(100, seed=1), evaluation=often)
    evaluation = evaluate_rating_version(version_site.trained("v1"), reviews, resamples=RESAMPLES)
    assert (evaluation.rows, evaluation.texts) == (180, 20)


def no_evaluation(reviews: Path, folder: Path) -> None:
    write_reviews(reviews, evaluation=[])


def one_class(reviews: Path, folder: Path) -> None:
    write_reviews(reviews, train=[(number, f"text {number}", 5) for number in range(30)])


TOO_FEW = [
    (no_evaluation, "no evaluation reviews to judge the version by: add reviews. Received: 0 rows"),
    (one_class, "at least two different ratings to learn from. Received: 5 in 30 training reviews"),
]


@pytest.mark.parametrize(("spoil", "sentence"), TOO_FEW)
def test_too_few_reviews_are_a_state_of_the_data(
    version_site: VersionSite, reviews: Path, spoil: Callable[[Path, Path], None], sentence: str
) -> None:
    folder = version_site.trained("v1")
    spoil(reviews, folder)
    with pytest.raises(TooFewTexts, match=sentence):
        evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    assert not (folder / "evaluation.json").exists()


def no_version(reviews: Path, folder: Path) -> None:
    (folder / "model.json").unlink()


def half_a_model_file(reviews: Path, folder: Path) -> None:
    (folder / "model.json").write_text('{"version": ')


def cut_shard(reviews: Path, folder: Path) -> None:
    (shard,) = reviews.glob("train-*.parquet")
    shard.write_bytes(shard.read_bytes()[:-20])


BAD = [
    (no_version, r"holds no trained version \(model\.json is missing\): train it"),
    (half_a_model_file, r"model\.json is damaged"),
    (cut_shard, r"train-00000-of-00001\.parquet is no whole Parquet file"),
]


@pytest.mark.parametrize(("spoil", "sentence"), BAD)
def test_damaged_files_are_named(
    version_site: VersionSite, reviews: Path, spoil: Callable[[Path, Path], None], sentence: str
) -> None:
    folder = version_site.trained("v1")
    spoil(reviews, folder)
    with pytest.raises(ValueError, match=sentence):
        evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    assert not (folder / "evaluation.json").exists()


def test_a_predictor_that_is_not_there_is_named(version_site: VersionSite) -> None:
    folder = version_site.trained("v1")
    with pytest.raises(ValueError, match=r"one of majority, mean, tfidf_logistic, albert. Received: 'bert'"):
        load_predictor(rating_task(), folder, "bert")
    with pytest.raises(ValueError, match=r"Version v1 has no predictor tfidf_logistic: .*tfidf is missing"):
        load_predictor(rating_task(), folder, "tfidf_logistic")


def test_damaged_rows_are_named(version_site: VersionSite, reviews: Path) -> None:
    folder = version_site.trained("v1")
    evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    path = folder / "evaluation.parquet"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ValueError, match=r"evaluation\.parquet is no whole Parquet file"):
        EvaluatedRows.read(rating_task(), folder)


def test_the_rows_come_back_as_they_were_written(version_site: VersionSite, reviews: Path) -> None:
    folder = version_site.trained("v1")
    evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    rows = EvaluatedRows.read(rating_task(), folder)
    assert list(rows.texts)[-4:] == [text.strip() for text in ODD_TEXTS]
    mean = rows.predictors["mean"]
    assert mean.points is not None
    assert np.unique(mean.points).tolist() == [2.0]
    assert mean.probabilities.sum(axis=1) == pytest.approx(np.ones(104))


def test_albert_is_judged_on_the_same_rows(version_site: VersionSite, reviews: Path) -> None:
    # Seconds of TensorFlow, for this test alone.
    from rating_model.serving.albert_rater import AlbertRater
    from rating_model.serving.rating_checkpoint import RatingCheckpoint
    from text_models.albert.albert import build_albert
    from text_models.tokens.tokenizer import PieceTokenizer

    tokenizer = PieceTokenizer.train(
        (text for _, text, _ in corpus(200, seed=1)), vocabulary_size=200, seed=1
    )
    classifier = build_albert(
        5,
        vocabulary_size=tokenizer.vocabulary_size,
        max_tokens=16,
        layers=1,
        hidden_dim=8,
        heads=2,
        intermediate_dim=16,
        embedding_dim=8,
        dropout=0.0,
    )
    folder = version_site.trained("v1")
    (folder / "albert").mkdir()
    untrained = AlbertRater(RatingCheckpoint(classifier, tokenizer, np.ones(5)))
    untrained.save(folder / "albert")
    evaluation = evaluate_rating_version(folder, reviews, resamples=RESAMPLES)
    assert list(evaluation.predictors) == [*LADDER, "albert"]
    assert list(evaluation.gains["albert"]) == LADDER
    # It has learned nothing yet, and the first line says so.
    assert evaluation.best == "tfidf_logistic"
    assert " of ALBERT, +0." in evaluation.first_line
    assert "ALBERT does not beat the constants" in evaluation.first_line
    rows = EvaluatedRows.read(rating_task(), folder)
    expected = untrained.predict_proba(rows.texts)
    assert rows.predictors["albert"].probabilities == pytest.approx(expected, abs=1e-5)
    assert rows.predictors["albert"].answers.tolist() == expected.argmax(axis=1).tolist()
