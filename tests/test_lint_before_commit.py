"""What runs before a commit is what `make lint` runs, in the same order."""

from __future__ import annotations

import re

import yaml

from tests.conftest import PROJECT_ROOT


def test_the_hooks_are_the_commands_of_make_lint() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text()
    side_by_side = re.search(r"(?m)^lint:.*\n\t@\$\(MAKE\) .*--jobs 2 (.*)\n", makefile)
    assert side_by_side is not None
    commands = []
    for name in side_by_side[1].split():
        target = re.search(rf"(?m)^{name}:.*\n((?:\t.*\n)+)", makefile)
        assert target is not None
        commands += [line.removeprefix("\t@$(BIN)/") for line in target[1].splitlines()]
    (repository,) = yaml.safe_load((PROJECT_ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    hooks = repository["hooks"]
    assert repository["repo"] == "local"
    assert [hook["entry"] for hook in hooks] == [f".venv/bin/{command}" for command in commands]
    how = {(hook["language"], hook["pass_filenames"], hook["always_run"]) for hook in hooks}
    assert how == {("system", False, True)}
