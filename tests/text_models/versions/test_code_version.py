"""The code's version in real checkouts."""

from __future__ import annotations

import subprocess
from importlib.metadata import version
from pathlib import Path

from text_models.versions.code_version import code_version


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    done = subprocess.run(
        ["git", "-C", folder, *identity, *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_checkout_names_its_commit_and_whether_files_changed(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "model.py").write_text("ONE = 1\n")
    git(tmp_path, "add", "model.py")
    git(tmp_path, "commit", "-qm", "one")
    commit = git(tmp_path, "rev-parse", "HEAD")[:12]
    release = version("amzn-review")
    (tmp_path / "notes.txt").write_text("not the code's")
    assert code_version(tmp_path) == f"{release}+{commit}"
    (tmp_path / "model.py").write_text("ONE = 2\n")
    assert code_version(tmp_path) == f"{release}+{commit}.changed"


def test_a_copy_without_git_says_so(tmp_path: Path) -> None:
    assert code_version(tmp_path) == f"{version('amzn-review')}+unknown"
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert code_version(tmp_path) == f"{version('amzn-review')}+unknown"
