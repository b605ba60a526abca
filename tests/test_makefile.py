"""What make says when something that it needs is missing: one sentence, and a status that is not 0."""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from storage.address import BucketAddress
from storage.bucket import Bucket
from tests.amzn_review.load_site import numbered, packed
from tests.conftest import PROJECT_ROOT
from tests.s3_site import S3Site

EXPECTED = (
    "expected Python 3.11 or 3.12. Install one (Debian: apt-get install python3 python3-venv), "
    "or name it: make PYTHON=python3.11"
)


def make(*arguments: str, folder: Path = PROJECT_ROOT) -> tuple[int, str, str]:
    # Not a child of the make that runs these tests: its flags are none of ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    sentences = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    return done.returncode, done.stdout, "\n".join(sentences)


def interpreter(folder: Path, major_minor: str) -> str:
    """A stand-in that answers like another version of Python."""
    path = folder / f"python{major_minor}"
    version = f"({major_minor.replace('.', ', ')}, 9)"
    program = f"import sys; sys.version_info = {version}; exec(sys.argv[1])"
    path.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = --version ]; then echo Python {major_minor}.9; exit 0; fi\n'
        f'exec python3 -c "{program}" "$2"\n'
    )
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("version", ["2.7", "3.10", "3.13"])
def test_a_python_that_does_not_fit_is_named(tmp_path: Path, version: str) -> None:
    python = interpreter(tmp_path, version)
    assert make(f"PYTHON={python}", "local") == (2, "", f"{python} is Python {version}.9; {EXPECTED}")


def test_a_missing_python_is_named() -> None:
    assert make("PYTHON=no-such-python", "test") == (2, "", f"no-such-python is not on the PATH; {EXPECTED}")


def test_the_uploader_gets_its_options_and_fills_the_bucket(
    s3_site: S3Site, bucket_address: BucketAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lamps"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.json.gz").write_bytes(packed(numbered(number)))
    for name, value in {
        "DATA_DIR": str(tmp_path),
        "AWS_S3_BUCKET": bucket_address.bucket,
        "AWS_ENDPOINT_URL_S3": s3_site.endpoint_url,
        "AWS_ACCESS_KEY_ID": s3_site.access_key_id,
        "AWS_SECRET_ACCESS_KEY": s3_site.secret_access_key,
    }.items():
        monkeypatch.setenv(name, value)
    status, _, said = make("start-uploader", "ARGS=--rate 0 --batch 2 --limit 5")
    assert status == 0, said
    lines = [
        len(gzip.decompress(Bucket(bucket_address).get(found.key)).splitlines())
        for found in Bucket(bucket_address).list("uploaded/reviews/lamps/")
    ]
    assert sorted(lines) == [1, 2, 2]


def test_help_lists_every_documented_target() -> None:
    status, shown, _ = make("help")
    assert status == 0
    names = [line.split()[1] for line in shown.splitlines()]
    assert {
        "local",
        "test",
        "start-worker",
        "stop-worker",
        "start-uploader-local",
        "init-local",
        "help",
    } <= set(names)


def test_stopping_what_was_never_installed_says_so(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text((PROJECT_ROOT / "Makefile").read_text())
    status, _, sentence = make("stop-worker", folder=tmp_path)
    assert status == 2
    assert sentence.startswith(".venv/bin/amzn-review is not there")
