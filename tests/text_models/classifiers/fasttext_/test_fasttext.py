"""fastText's answers from our arrays against its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fasttext import train_supervised

from tests.text_models.classifiers.rung_samples import LABELS, MULTI, SETS, SINGLE, TEXTS, UNSEEN
from text_models.classifiers.fasttext_.fasttext_model import tokens_of
from text_models.classifiers.fasttext_.fasttext_rungs import BUCKETS, fit_fasttext
from text_models.classifiers.fasttext_.huffman import huffman_signs
from text_models.normalise import normalise_text

ASKED = [*UNSEEN, "ni\u00f1o \U0001f600 lamp", "", "never_seen_before", *TEXTS[:5]]


def _library(folder: Path, lines: list[str], asked: list[str], labels: int, **options: object) -> np.ndarray:
    """What fastText itself answers, shape (N, labels)."""
    (folder / "train.txt").write_text("\n".join(lines) + "\n")
    model = train_supervised(
        str(folder / "train.txt"),
        **{
            "thread": 1,
            "seed": 0,
            "verbose": 0,
            "minCount": 1,
            "lr": 0.5,
            "epoch": 25,
            "bucket": 0,
            **options,
        },
    )
    found = np.zeros((len(asked), labels))
    for row, text in enumerate(asked):
        # The bare binding: the wrapper's `predict` of one text fails on some versions of numpy.
        for share, label in model.f.predict(" ".join(text.split()) + "\n", -1, -1.0, "strict"):
            found[row, int(label.removeprefix("__label__"))] = share
    return found


@pytest.mark.parametrize("longest", [1, 2])
@pytest.mark.parametrize("loss", ["hs", "softmax"])
def test_all_probabilities_are_the_librarys(loss: str, longest: int, tmp_path: Path) -> None:
    fitted = fit_fasttext(MULTI, TEXTS, SETS, loss=loss, longest=longest)
    in_order = sorted(MULTI.labels)
    lines = [
        " ".join([*(f"__label__{place}" for place, label in enumerate(in_order) if label in of_text), text])
        for text, of_text in zip(TEXTS, SETS, strict=True)
    ]
    options = {"loss": loss, "dim": 55, "wordNgrams": longest, "bucket": BUCKETS if longest > 1 else 0}
    expected = _library(tmp_path, lines, ASKED, len(in_order), **options)
    expected = expected[:, [in_order.index(label) for label in MULTI.labels]]
    assert (expected > 0).all()
    assert fitted.predict_proba([normalise_text(text) for text in ASKED]) == pytest.approx(expected, abs=1e-4)


def test_the_tree_by_hand() -> None:
    # The two rarest labels are joined first, then with the most frequent one: 0 | (2, 1).
    signs = huffman_signs([5, 3, 1])
    assert signs.tolist() == [[0, 1], [1, -1], [-1, -1]]
    assert huffman_signs([4, 2]).tolist() == [[1], [-1]]


def test_words_that_the_library_would_misread() -> None:
    assert tokens_of("a\x00b \u00a0c __label__1 </s> \ud800x") == [
        "a",
        "b",
        "c",
        "___label__1",
        "_</s>",
        "?x",
    ]


def test_pretraining_on_earlier_texts_changes_where_training_begins() -> None:
    options: dict[str, Any] = {"loss": "softmax", "dimensions": 100, "longest": 2, "epochs": 5}
    alone = fit_fasttext(SINGLE, TEXTS, LABELS, **options)
    pretrained = fit_fasttext(SINGLE, TEXTS, LABELS, earlier=(TEXTS, LABELS), **options)
    column = [SINGLE.labels.index(label) for label in LABELS]
    rows = np.arange(len(TEXTS))
    of_both = [each.predict_proba(TEXTS)[rows, column].mean() for each in (alone, pretrained)]
    assert of_both[1] > of_both[0] + 0.01
    again = fit_fasttext(SINGLE, TEXTS, LABELS, earlier=(TEXTS, LABELS), **options)
    assert again.predict_proba(UNSEEN).tolist() == pretrained.predict_proba(UNSEEN).tolist()
