"""The whole branch on corpora of a hundred texts: it learns, it is honest, it refuses in a sentence."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from rating_model.albert import albert_inputs
from rating_model.checkpoint import read_checkpoint
from rating_model.fit import StepProgress, class_weights, epochs_within
from rating_model.held_out import TooFewReviews
from rating_model.predict import likeliest_ratings, softmax
from rating_model.tokenize import tokenize_corpus
from rating_model.train import train_rating_model


def test_it_learns_what_a_single_word_says_and_its_checkpoint_knows_it(
    phrases, write_corpus, tiny, tmp_path: Path
) -> None:
    options = replace(
        tiny, hidden_dim=16, embedding_dim=16, initializer_range=0.2, epochs=30, peak_learning_rate=3e-3
    )
    tokenize_corpus(write_corpus(phrases), tmp_path / "tokenized", options)
    steps: list[tuple[int, int]] = []
    lines: list[str] = []
    metrics = train_rating_model(
        tmp_path / "tokenized",
        tmp_path / "model",
        options,
        progress=lambda done, total: steps.append((done, total)),
        report=lines.append,
    )
    assert metrics["best"] == "albert", metrics
    assert metrics["albert"]["accuracy"] >= 0.9
    assert metrics["majority"]["accuracy"] <= 0.7
    assert metrics["verdict"].startswith("ALBERT wins: ")
    assert steps == [(step, steps[-1][1]) for step in range(1, len(steps) + 1)]
    assert [line.split()[0] for line in lines] == ["accuracy", "majority", "mean", "albert", "ALBERT"]
    assert json.loads((tmp_path / "model" / "metrics.json").read_text()) == metrics
    assert metrics["options"] == asdict(options)
    assert metrics["rows"]["train"] + metrics["rows"]["held_out"] == 100
    assert 0 <= metrics["padding_share"] < 0.5
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == [
        "config.json",
        "metrics.json",
        "model.safetensors",
        "spiece.model",
        "tokenizer_config.json",
    ]
    checkpoint = read_checkpoint(tmp_path / "model")
    ids = checkpoint.tokenizer.encode(["This soap is wonderful.", "This lamp is useless."], max_tokens=16)
    answers = [
        int(likeliest_ratings(softmax(np.asarray(checkpoint.classifier(albert_inputs(np.array([row]))))))[0])
        for row in ids
    ]
    assert answers == [5, 1]


def test_a_model_that_learned_nothing_is_not_called_best_and_replaces_the_earlier_folder(
    phrases, write_corpus, tiny, tmp_path: Path, capsys
) -> None:
    four_fifths_good = [(number, text, 1 if number % 5 == 0 else 5) for number, text, _ in phrases]
    tokenize_corpus(write_corpus(four_fifths_good), tmp_path / "tokenized", tiny)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "stale").write_text("from an earlier run")
    options = replace(tiny, peak_learning_rate=1e-9)
    metrics = train_rating_model(tmp_path / "tokenized", tmp_path / "model", options)
    assert metrics["best"] != "albert"
    assert metrics["verdict"].startswith("A baseline wins")
    assert not (tmp_path / "model" / "stale").exists()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[0].split() == ["accuracy", "macro-F1", "MAE"]
    assert captured.err.splitlines()[-1] == metrics["verdict"]


def test_too_few_reviews_are_refused_before_training(phrases, write_corpus, tiny, tmp_path: Path) -> None:
    few = [(number, f"text number {number}", 1 + number % 5) for number in range(19)]
    one_rating = [(number, text, 5) for number, text, _ in phrases]
    for rows, sentence in [
        (few, "needs at least 20 different texts. Received: 19"),
        (one_rating, r"at least two different ratings to learn from. Received: \[5\]"),
    ]:
        tokenize_corpus(write_corpus(rows), tmp_path / "tokenized", tiny)
        with pytest.raises(TooFewReviews, match=sentence):
            train_rating_model(tmp_path / "tokenized", tmp_path / "model", tiny)
    tokenize_corpus(write_corpus(phrases), tmp_path / "tokenized", replace(tiny, held_out_share=1e-9))
    with pytest.raises(TooFewReviews, match="None of 100 review texts fell to the held-out part"):
        train_rating_model(tmp_path / "tokenized", tmp_path / "model", tiny)
    assert not (tmp_path / "model").exists()


def test_a_folder_that_does_not_fit_is_named_before_training(
    phrases, write_corpus, tiny, tmp_path: Path
) -> None:
    tokenized = tmp_path / "tokenized"
    with pytest.raises(ValueError, match=r"holds no tokenized corpus .corpus.json is missing"):
        train_rating_model(tokenized, tmp_path / "model", tiny)
    tokenize_corpus(write_corpus(phrases), tokenized, tiny)
    with pytest.raises(
        ValueError, match=r"`max_tokens` 16: more than the model.s 8. Tokenize the corpus again"
    ):
        train_rating_model(tokenized, tmp_path / "model", replace(tiny, max_tokens=8))
    shard = next(tokenized.glob("held_out-*"))
    shard.write_bytes(shard.read_bytes()[:-5])
    with pytest.raises(ValueError, match=r"A shard in .* is damaged .*: tokenize the corpus again"):
        train_rating_model(tokenized, tmp_path / "model", tiny)


def test_a_lost_loss_stops_the_run() -> None:
    steps: list[tuple[int, int]] = []
    callback = StepProgress(8, lambda done, total: steps.append((done, total)))
    callback.on_train_batch_end(0, {"loss": 1.6})
    with pytest.raises(FloatingPointError, match="became nan at step 2 of 8: lower `peak_learning_rate`"):
        callback.on_train_batch_end(1, {"loss": float("nan")})
    assert steps == [(1, 8)]


def test_class_weights_are_the_square_root_of_rarity_and_average_one() -> None:
    # Counts 1, 4, 0, 0, 16: 1/sqrt is 1, 1/2, -, -, 1/4; times counts 1 + 2 + 4 = 7; 21 reviews: factor 3.
    ratings = np.array([1] + [2] * 4 + [5] * 16)
    assert class_weights(ratings).tolist() == pytest.approx([3.0, 1.5, 0.0, 0.0, 0.75])


@pytest.mark.parametrize(
    ("epochs", "max_steps", "batches", "expected"),
    [(6, 2_000, 107, 6), (6, 2_000, 1_063, 1), (6, 2_000, 500, 4), (6, 10, 11, 1), (1, 2_000, 1, 1)],
)
def test_a_large_corpus_is_passed_fewer_times_but_once(
    tiny, epochs: int, max_steps: int, batches: int, expected: int
) -> None:
    assert epochs_within(replace(tiny, epochs=epochs, max_steps=max_steps), batches) == expected
