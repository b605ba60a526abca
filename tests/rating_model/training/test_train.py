"""Training on corpora of a few hundred texts: it learns, it resumes, it refuses in a sentence."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from rating_model.options import RatingOptions
from rating_model.serving.albert_rater import AlbertRater
from rating_model.training.class_weights import class_weights
from rating_model.training.fit import epochs_within
from rating_model.training.train import train_rating_model
from tests.rating_model.tokenized_phrases import phrases, write_tokenized
from text_models.corpus.too_few_texts import TooFewTexts

SOAP, LAMP = "This soap is wonderful.", "This lamp is useless."
WORKER = """
import sys
from pathlib import Path
from rating_model.options import RatingOptions
from rating_model.training.train import train_rating_model
import json
tokenized, model, checkpoints, options = sys.argv[1:]
train_rating_model(
    Path(tokenized), Path(model), RatingOptions(**json.loads(options)), checkpoints=Path(checkpoints),
    progress=lambda done, steps: print(done, flush=True),
)
"""


def _unheard(_line: str) -> None:
    return


@pytest.fixture(scope="module")
def tokenized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tokenized(tmp_path_factory.mktemp("corpus") / "tokenized", phrases())


@pytest.fixture
def learning(tiny: RatingOptions) -> RatingOptions:
    return replace(
        tiny, hidden_dim=16, embedding_dim=16, initializer_range=0.2, epochs=12, peak_learning_rate=4e-3,
        stopping_share=0.25, precision="float32",
    )  # fmt: skip


@pytest.mark.parametrize("head", ["softmax", "ordinal"])
def test_it_learns_what_a_single_word_says_and_its_checkpoint_knows_it(
    tokenized: Path, learning: RatingOptions, tmp_path: Path, head: str
) -> None:
    options = replace(learning, head=head)
    steps: list[tuple[int, int]] = []
    lines: list[str] = []
    model = train_rating_model(
        tokenized,
        tmp_path / "v1",
        options,
        checkpoints=tmp_path / "checkpoints",
        code_version="1.2.3",
        progress=lambda done, total: steps.append((done, total)),
        report=lines.append,
    )
    assert steps == [(step, steps[-1][1]) for step in range(1, len(steps) + 1)]
    assert lines[0] == "Training begins with fresh weights."
    assert sorted(path.name for path in (tmp_path / "v1").iterdir()) == [
        "albert",
        "corpus.json",
        "history.json",
        "model.json",
    ]
    assert json.loads((tmp_path / "v1" / "model.json").read_text()) == model
    del model["trained_at"]
    facts = model.pop("training")
    assert model == {
        "version": "v1",
        "head": head,
        "tokenizer": 3,
        "batch_ids": ["v1"],
        "seen_batch_ids": ["v0", "v1"],
        "code_version": "1.2.3",
        "options": asdict(options),
        "class_weights": model["class_weights"],
    }
    assert facts["steps"] == len(steps)
    assert facts["reviews"] + facts["stopping_reviews"] == 240
    history = json.loads((tmp_path / "v1" / "history.json").read_text())
    evaluations = [entry for entry in history if "evaluation_loss" in entry]
    assert history[0]["step"] == 10
    assert min(evaluations, key=lambda entry: entry["evaluation_loss"])["step"] == facts["best_step"]
    assert evaluations[-1].keys() >= {"loss", "learning_rate", "accuracy", "macro_f1", "mae", "expected_mae"}
    rater = AlbertRater.load(tmp_path / "v1" / "albert")
    assert rater.predict_proba([LAMP, SOAP]).argmax(axis=1).tolist() == [0, 4]
    assert rater.predict_proba([LAMP, SOAP])[:, 1:4].max() < 0.2
    kernel = np.asarray(rater.checkpoint.classifier.output_dense.kernel)
    assert head == "softmax" or kernel.tolist() == np.repeat(kernel[:, :1], 4, axis=1).tolist()


def test_a_killed_training_goes_on_to_the_very_same_weights(
    tokenized: Path, learning: RatingOptions, tmp_path: Path
) -> None:
    options = replace(learning, checkpoint_seconds=0.0, epochs=4)
    undisturbed = train_rating_model(
        tokenized, tmp_path / "a", options, checkpoints=tmp_path / "states-a", report=_unheard
    )
    command: list[str | Path] = [
        sys.executable, "-c", WORKER, tokenized, tmp_path / "b", tmp_path / "states-b",
    ]  # fmt: skip
    worker = subprocess.Popen(
        [*command, json.dumps(asdict(options))], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert worker.stdout is not None
    with worker.stdout:
        for line in worker.stdout:
            if int(line) == 17:
                worker.send_signal(signal.SIGKILL)
                break
    assert worker.wait(timeout=60) == -signal.SIGKILL
    assert not (tmp_path / "b").exists()
    assert len(list((tmp_path / "states-b").glob("step-*"))) == 2
    steps: list[int] = []
    resumed = train_rating_model(
        tokenized,
        tmp_path / "b",
        options,
        checkpoints=tmp_path / "states-b",
        progress=lambda done, _: steps.append(done),
        report=_unheard,
    )
    assert steps == list(range(steps[0], undisturbed["training"]["steps"] + 1))
    assert 16 <= steps[0] <= 25
    assert resumed["training"]["best_step"] == undisturbed["training"]["best_step"]
    weights = [(tmp_path / name / "albert" / "model.safetensors").read_bytes() for name in ("a", "b")]
    assert weights[0] == weights[1]
    histories = [json.loads((tmp_path / name / "history.json").read_text()) for name in ("a", "b")]
    for entry in [*histories[0], *histories[1]]:
        del entry["seconds"]
    assert histories[0] == histories[1]


def test_it_stops_when_the_slice_gains_nothing_and_keeps_the_best_weights(
    tokenized: Path, learning: RatingOptions, tmp_path: Path
) -> None:
    wild = replace(learning, peak_learning_rate=0.5, patience=2, epochs=40)
    model = train_rating_model(
        tokenized, tmp_path / "v1", wild, checkpoints=tmp_path / "states", report=_unheard
    )
    facts = model["training"]
    assert facts["best_step"] < facts["steps"] < facts["planned_steps"]
    evaluations = [
        e for e in json.loads((tmp_path / "v1" / "history.json").read_text()) if "evaluation_loss" in e
    ]
    assert evaluations[-3]["step"] == facts["best_step"]


def test_a_loss_that_is_no_number_ends_the_run_and_leaves_what_stood_there(
    tokenized: Path, learning: RatingOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "v1").mkdir()
    (tmp_path / "v1" / "model.json").write_text("the champion")
    # Weights so large that their products overflow.
    hot = replace(learning, initializer_range=0.99, peak_learning_rate=0.99, weight_decay=0.0)
    tensors = tmp_path / "huge"
    train_rating_model(
        tokenized, tmp_path / "ok", replace(hot, epochs=1), checkpoints=tensors, report=_unheard
    )
    _overflow(tmp_path / "ok" / "albert" / "model.safetensors")
    with pytest.raises(FloatingPointError, match=r"became nan at step 1 of \d+: lower `peak_learning_rate`"):
        train_rating_model(
            tokenized,
            tmp_path / "v1",
            hot,
            champion=tmp_path / "ok",
            checkpoints=tmp_path / "states",
            report=_unheard,
        )
    assert [path.name for path in (tmp_path / "v1").iterdir()] == ["model.json"]
    assert not list((tmp_path / "states").glob("*"))


def _overflow(weights: Path) -> None:
    with np.errstate(over="ignore"):
        tensors = {name: values * np.float32(1e38) for name, values in load_file(weights).items()}
    save_file(tensors, weights, {"format": "pt"})


def test_one_rating_alone_is_refused(tiny: RatingOptions, tmp_path: Path) -> None:
    tokenized = write_tokenized(tmp_path / "tokenized", [(text, 5) for text, _ in phrases()])
    with pytest.raises(TooFewTexts, match=r"at least two different ratings .* Received: \[5\] in 240"):
        train_rating_model(tokenized, tmp_path / "v1", tiny, checkpoints=tmp_path / "states")
    assert not (tmp_path / "v1").exists()


def test_a_folder_that_does_not_fit_is_named_before_training(tiny: RatingOptions, tmp_path: Path) -> None:
    tokenized = tmp_path / "tokenized"

    def train(options: RatingOptions = tiny) -> None:
        train_rating_model(tokenized, tmp_path / "v1", options, checkpoints=tmp_path / "states")

    with pytest.raises(ValueError, match=r"holds no tokenized corpus .corpus.json is missing"):
        train()
    write_tokenized(tokenized, phrases())
    with pytest.raises(ValueError, match=r"`max_tokens` 16: more than the model.s 8. Tokenize the reviews"):
        train(replace(tiny, max_tokens=8))
    shard = next(tokenized.glob("train-*"))
    shard.write_bytes(shard.read_bytes()[:-5])
    with pytest.raises(ValueError, match=r"train-00000-of-00001.tfrecord is damaged"):
        train()
    assert not (tmp_path / "v1").exists()


def test_class_weights_are_the_square_root_of_rarity_and_average_one() -> None:
    # Counts 1, 4, 0, 0, 16: 1/sqrt is 1, 1/2, -, -, 1/4; times counts 1 + 2 + 4 = 7; 21 reviews: factor 3.
    ratings = np.array([1] + [2] * 4 + [5] * 16)
    assert class_weights(ratings).tolist() == pytest.approx([3.0, 1.5, 0.0, 0.0, 0.75])


@pytest.mark.parametrize(
    ("epochs", "max_steps", "batches", "expected"),
    [(6, 2_000, 107, 6), (6, 2_000, 1_063, 1), (6, 2_000, 500, 4), (6, 10, 11, 1), (1, 2_000, 1, 1)],
)
def test_a_large_corpus_is_passed_fewer_times_but_once(
    tiny: RatingOptions, epochs: int, max_steps: int, batches: int, expected: int
) -> None:
    assert epochs_within(replace(tiny, epochs=epochs, max_steps=max_steps), batches) == expected
