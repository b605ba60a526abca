"""The project's licence is in the repository, and what is built from it says so."""

from __future__ import annotations

import hashlib
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# sha256 of https://www.apache.org/licenses/LICENSE-2.0.txt
APACHE_2_0 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def test_the_licence_is_apache_2_0_word_for_word() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_0


def test_the_package_names_its_licence_and_brings_the_text() -> None:
    built = metadata("amzn-review")
    assert (built["License"], built.get_all("License-File")) == ("Apache-2.0", ["LICENSE"])
