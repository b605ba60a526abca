"""The checkpoint is the layout of transformers, and the same model when read again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from transformers import AlbertConfig, AutoModelForSequenceClassification, AutoTokenizer

from text_models.albert.albert import albert_inputs, build_albert
from text_models.albert.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from text_models.albert.tensor_map import tensor_map
from text_models.tokens.tokenizer import PieceTokenizer

# The parameters of `AlbertForSequenceClassification`, read off modeling_albert.py of transformers 5.23; the
# weight of a Linear layer is (outputs, inputs). V pieces, 12 positions, embedding 6, hidden 8, intermediate
# 10, 5 labels.
LAYER = "albert.encoder.albert_layer_groups.0.albert_layers.0"
SHAPES = {
    "albert.embeddings.word_embeddings.weight": ("V", 6),
    "albert.embeddings.position_embeddings.weight": (12, 6),
    "albert.embeddings.token_type_embeddings.weight": (2, 6),
    "albert.embeddings.LayerNorm.weight": (6,),
    "albert.embeddings.LayerNorm.bias": (6,),
    "albert.encoder.embedding_hidden_mapping_in.weight": (8, 6),
    "albert.encoder.embedding_hidden_mapping_in.bias": (8,),
    f"{LAYER}.full_layer_layer_norm.weight": (8,),
    f"{LAYER}.full_layer_layer_norm.bias": (8,),
    f"{LAYER}.attention.query.weight": (8, 8),
    f"{LAYER}.attention.query.bias": (8,),
    f"{LAYER}.attention.key.weight": (8, 8),
    f"{LAYER}.attention.key.bias": (8,),
    f"{LAYER}.attention.value.weight": (8, 8),
    f"{LAYER}.attention.value.bias": (8,),
    f"{LAYER}.attention.dense.weight": (8, 8),
    f"{LAYER}.attention.dense.bias": (8,),
    f"{LAYER}.attention.LayerNorm.weight": (8,),
    f"{LAYER}.attention.LayerNorm.bias": (8,),
    f"{LAYER}.ffn.weight": (10, 8),
    f"{LAYER}.ffn.bias": (10,),
    f"{LAYER}.ffn_output.weight": (8, 10),
    f"{LAYER}.ffn_output.bias": (8,),
    "albert.pooler.weight": (8, 8),
    "albert.pooler.bias": (8,),
    "classifier.weight": (5, 8),
    "classifier.bias": (5,),
}
_SMALL: dict[str, Any] = {
    "max_tokens": 12,
    "layers": 3,
    "hidden_dim": 8,
    "heads": 2,
    "intermediate_dim": 10,
    "embedding_dim": 6,
    "dropout": 0.1,
}
LABELS = ["1", "2", "3", "4", "5"]
PROBLEM_TYPE = "single_label_classification"
WEIGHTS = [3.0, 1.5, 0.0, 1.0, 0.75]
IDS = np.array([[2, 5, 6, 7, 3], [2, 6, 3, 0, 0]])


@pytest.fixture(scope="module")
def tokenizer() -> PieceTokenizer:
    return PieceTokenizer.train(["Cr\u00e8me tin", "tin soap crate"] * 9, vocabulary_size=40, seed=1)


@pytest.fixture
def classifier(tokenizer: PieceTokenizer) -> Any:
    model = build_albert(5, **_SMALL, vocabulary_size=tokenizer.vocabulary_size)
    chance = np.random.default_rng(0)
    # Fresh biases are all 0 and would fit anywhere.
    for variable in model.trainable_variables:
        variable.assign(chance.normal(size=variable.shape))
    return model


@pytest.fixture
def directory(classifier: Any, tokenizer: PieceTokenizer, tmp_path: Path) -> Path:
    fields = {"head": "softmax", "class_weights": WEIGHTS}
    write_checkpoint(Checkpoint(classifier, tokenizer, LABELS, PROBLEM_TYPE, fields), tmp_path)
    return tmp_path


def test_it_holds_every_tensor_of_transformers_in_its_shape(
    directory: Path, tokenizer: PieceTokenizer
) -> None:
    expected = {
        name: tuple(tokenizer.vocabulary_size if size == "V" else size for size in shape)
        for name, shape in SHAPES.items()
    }
    tensors = load_file(directory / "model.safetensors")
    assert len(expected) == 27
    assert {name: values.shape for name, values in tensors.items()} == expected
    assert {values.dtype for values in tensors.values()} == {np.dtype("float32")}
    with safe_open(directory / "model.safetensors", "np") as file:
        assert file.metadata() == {"format": "pt"}


def test_no_variable_of_the_classifier_is_left_behind(classifier: Any) -> None:
    written = {variable.path for variable in tensor_map(classifier).values()}
    assert written == {variable.path for variable in classifier.trainable_variables}
    assert len(written) == 27


def test_attention_weights_are_turned_for_pytorch(directory: Path, classifier: Any) -> None:
    """x @ W + b of Keras, head by head, is W' x + b' of the file."""
    tensors = load_file(directory / "model.safetensors")
    attention = tensor_map(classifier)[f"{LAYER}.attention.query.weight"]
    x = np.arange(8.0)
    by_head = np.einsum("i,inh->nh", x, np.asarray(attention))
    assert tensors[f"{LAYER}.attention.query.weight"] @ x == pytest.approx(by_head.reshape(-1), rel=1e-5)
    output = np.asarray(tensor_map(classifier)[f"{LAYER}.attention.dense.weight"])
    joined = np.einsum("nh,nho->o", x.reshape(2, 4), output)
    assert tensors[f"{LAYER}.attention.dense.weight"] @ x == pytest.approx(joined, rel=1e-5)


def test_the_model_read_again_has_the_same_logits(
    directory: Path, classifier: Any, tokenizer: PieceTokenizer
) -> None:
    again = read_checkpoint(directory, extra_fields=["class_weights"])
    expected = np.asarray(classifier(albert_inputs(IDS)))
    assert expected.shape == (2, 5)
    assert np.ptp(expected) > 0.1
    assert np.asarray(again.classifier(albert_inputs(IDS))).tolist() == expected.tolist()
    assert again.tokenizer.model == tokenizer.model
    assert again.labels == LABELS
    assert again.problem_type == PROBLEM_TYPE
    assert again.extra_fields == {"class_weights": WEIGHTS}


def test_padding_changes_no_logit(classifier: Any) -> None:
    short = np.asarray(classifier(albert_inputs(IDS[1:, :3])))
    padded = np.asarray(classifier(albert_inputs(IDS[1:])))
    assert padded == pytest.approx(short, abs=1e-5)


def test_transformers_reads_the_configuration(directory: Path, tokenizer: PieceTokenizer) -> None:
    config = AlbertConfig.from_pretrained(directory)
    assert config.architectures == ["AlbertForSequenceClassification"]
    assert (config.vocab_size, config.embedding_size, config.hidden_size) == (tokenizer.vocabulary_size, 6, 8)
    assert (config.num_hidden_layers, config.num_attention_heads, config.intermediate_size) == (3, 2, 10)
    assert (config.max_position_embeddings, config.num_labels, config.hidden_act) == (12, 5, "gelu_new")
    assert (config.pad_token_id, config.bos_token_id, config.eos_token_id) == (0, 2, 3)
    assert config.id2label == {0: "1", 1: "2", 2: "3", 3: "4", 4: "5"}


def test_transformers_gives_texts_the_same_ids(directory: Path, tokenizer: PieceTokenizer) -> None:
    texts = ["Cr\u00e8me TIN", "``soap'' crate?", "tin " * 30, "\U0001f600", ""]
    theirs = AutoTokenizer.from_pretrained(directory)(texts, truncation=True)["input_ids"]
    assert theirs == tokenizer.encode(texts, max_tokens=12)


def _drop_tensor(directory: Path) -> None:
    tensors = load_file(directory / "model.safetensors")
    del tensors["classifier.bias"]
    save_file(tensors, directory / "model.safetensors")


def _change_shape(directory: Path) -> None:
    tensors = load_file(directory / "model.safetensors")
    tensors["classifier.bias"] = np.zeros(4, np.float32)
    save_file(tensors, directory / "model.safetensors")


def _cut_weights(directory: Path) -> None:
    path = directory / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-10])


def _cut_config(directory: Path) -> None:
    path = directory / "config.json"
    path.write_text(path.read_text()[:50])


def _no_weights(directory: Path) -> None:
    (directory / "model.safetensors").unlink()


def _not_ours(directory: Path) -> None:
    path = directory / "config.json"
    config = json.loads(path.read_text())
    del config["head"], config["class_weights"], config["id2label"]
    path.write_text(json.dumps(config))


def _other_vocabulary(directory: Path) -> None:
    path = directory / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "vocab_size": 999}))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_drop_tensor, r"lacks a tensor or has one too many: \['classifier.bias'\]"),
        (_change_shape, r"classifier.bias in .* must have the shape \(5,\). Received: \(4,\)"),
        (_cut_weights, "is damaged .*: train again"),
        (_cut_config, "is damaged .*: train again"),
        (_no_weights, r"is not whole: expected .* Missing: .*model.safetensors"),
        (_not_ours, "does not say head, class_weights, id2label: it is no judge of texts. To train from its"),
        (_other_vocabulary, "does not fit its checkpoint: .* pieces, expected 999"),
    ],
)
def test_a_damaged_checkpoint_is_named_not_half_read(
    directory: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    damage(directory)
    with pytest.raises(ValueError, match=sentence):
        read_checkpoint(directory, extra_fields=["head", "class_weights"], title="judge of texts")


def test_tied_outputs_begin_with_the_same_weights(tokenizer: PieceTokenizer, tmp_path: Path) -> None:
    model = build_albert(3, **_SMALL, vocabulary_size=tokenizer.vocabulary_size, ties_outputs=True)
    labels = ["fruit", "dairy", "meat"]
    write_checkpoint(Checkpoint(model, tokenizer, labels, "multi_label_classification", {}), tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    assert tensors["classifier.weight"].shape == (3, 8)
    assert tensors["classifier.weight"].tolist() == [tensors["classifier.weight"][0].tolist()] * 3
    config = AlbertConfig.from_pretrained(tmp_path)
    assert config.id2label == {0: "fruit", 1: "dairy", 2: "meat"}
    assert config.problem_type == "multi_label_classification"
    assert read_checkpoint(tmp_path).labels == labels


def test_two_groups_of_two_layers_have_their_own_tensors(tokenizer: PieceTokenizer, tmp_path: Path) -> None:
    sizes = {**_SMALL, "layers": 4, "groups": 2, "inner_layers": 2}
    model = build_albert(5, **sizes, vocabulary_size=tokenizer.vocabulary_size)
    write_checkpoint(Checkpoint(model, tokenizer, LABELS, PROBLEM_TYPE, {}), tmp_path)
    # 11 outside the layers, 16 in each of the four.
    assert len(load_file(tmp_path / "model.safetensors")) == 11 + 4 * 16
    expected = np.asarray(model(albert_inputs(IDS)))
    assert np.asarray(read_checkpoint(tmp_path).classifier(albert_inputs(IDS))).tolist() == expected.tolist()


def test_transformers_on_pytorch_gives_the_same_logits(directory: Path, classifier: Any) -> None:
    torch = pytest.importorskip(
        "torch", reason="PyTorch is not installed: it is in the benchmarks' venv alone"
    )
    theirs = AutoModelForSequenceClassification.from_pretrained(directory).eval()
    with torch.no_grad():
        logits = theirs(torch.tensor(IDS), attention_mask=torch.tensor((IDS != 0).astype(int))).logits
    assert logits.numpy() == pytest.approx(np.asarray(classifier(albert_inputs(IDS))), abs=1e-4)
