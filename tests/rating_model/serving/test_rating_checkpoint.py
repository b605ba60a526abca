"""config.json of a rating model has its head and class weights, and another model is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from transformers import AlbertConfig

from rating_model.heads import OUTPUTS
from rating_model.serving.rating_checkpoint import RatingCheckpoint
from text_models.albert.albert import build_albert
from text_models.tokens.tokenizer import PieceTokenizer

WEIGHTS = np.array([3.0, 1.5, 0.0, 1.0, 0.75])


def _write(folder: Path, head: str) -> RatingCheckpoint:
    tokenizer = PieceTokenizer.train(["tin soap crate"] * 9, vocabulary_size=40, seed=1)
    classifier = build_albert(
        OUTPUTS[head],
        vocabulary_size=tokenizer.vocabulary_size,
        max_tokens=12,
        layers=3,
        hidden_dim=8,
        heads=2,
        intermediate_dim=10,
        embedding_dim=6,
        dropout=0.1,
        ties_outputs=head == "ordinal",
    )
    checkpoint = RatingCheckpoint(classifier, tokenizer, WEIGHTS, head)
    checkpoint.write(folder)
    return checkpoint


# The last fields of the file, as every version so far has them; the head and the weights are ours.
LAST_FIELDS = {
    "softmax": """\
  "problem_type": "single_label_classification",
  "id2label": {
    "0": "1",
    "1": "2",
    "2": "3",
    "3": "4",
    "4": "5"
  },
  "label2id": {
    "1": 0,
    "2": 1,
    "3": 2,
    "4": 3,
    "5": 4
  },
  "head": "softmax",
  "class_weights": [
    3.0,
    1.5,
    0.0,
    1.0,
    0.75
  ]
}
""",
    "ordinal": """\
  "problem_type": "multi_label_classification",
  "id2label": {
    "0": "above 1",
    "1": "above 2",
    "2": "above 3",
    "3": "above 4"
  },
  "label2id": {
    "above 1": 0,
    "above 2": 1,
    "above 3": 2,
    "above 4": 3
  },
  "head": "ordinal",
  "class_weights": [
    3.0,
    1.5,
    0.0,
    1.0,
    0.75
  ]
}
""",
}


@pytest.mark.parametrize("head", ["softmax", "ordinal"])
def test_it_is_read_as_it_was_written(tmp_path: Path, head: str) -> None:
    written = _write(tmp_path, head)
    assert (tmp_path / "config.json").read_text().endswith(LAST_FIELDS[head])
    again = RatingCheckpoint.read(tmp_path)
    assert (again.head, again.tokenizer) == (head, written.tokenizer)
    assert again.class_weights.tolist() == WEIGHTS.tolist()


def test_the_ordinal_head_is_four_labels_of_transformers(tmp_path: Path) -> None:
    _write(tmp_path, "ordinal")
    tensors = load_file(tmp_path / "model.safetensors")
    assert len(tensors) == 27
    assert tensors["classifier.weight"].shape == (4, 8)
    assert tensors["classifier.weight"].tolist() == [tensors["classifier.weight"][0].tolist()] * 4
    config = AlbertConfig.from_pretrained(tmp_path)
    assert config.id2label == {0: "above 1", 1: "above 2", 2: "above 3", 3: "above 4"}
    assert config.problem_type == "multi_label_classification"
    assert RatingCheckpoint.read(tmp_path).head == "ordinal"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"head": None, "class_weights": None},
            "does not say head, class_weights: it is no rating model. To",
        ),
        (
            {"head": "ordinal"},
            "head 'ordinal' and 5 labels; expected 'softmax' and 5 or 'ordinal' and 4",
        ),
        ({"head": "linear"}, "head 'linear' and 5 labels; expected 'softmax' and 5 or 'ordinal' and 4"),
    ],
)
def test_another_model_is_refused(tmp_path: Path, change: dict[str, str | None], sentence: str) -> None:
    _write(tmp_path, "softmax")
    path = tmp_path / "config.json"
    fields = {**json.loads(path.read_text()), **change}
    path.write_text(json.dumps({name: value for name, value in fields.items() if value is not None}))
    with pytest.raises(ValueError, match=sentence):
        RatingCheckpoint.read(tmp_path)
