"""A command's own process, whatever the shell has set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from settings.own_process import usable_umask
from tests.conftest import PROJECT_ROOT
from tests.hostile_shell import FOR_A_COMMAND

PROGRAM = """
import json, locale, os, sys, time
from pathlib import Path
from settings import prepare_process
prepare_process(Path(sys.argv[1]))
umask = os.umask(0)
print(json.dumps({
    "environment": dict(os.environ), "arguments": sys.argv[1:], "stdout": sys.stdout.encoding,
    "files": [sys.getfilesystemencoding(), locale.getpreferredencoding(False)],
    "optimize": sys.flags.optimize, "warnings": sys.warnoptions, "umask": umask, "zone": time.tzname,
    "pid": os.getpid(), "é": "ü",
}, ensure_ascii=False))
"""


def told(folder: Path, shell: dict[str, str], *words: str, umask: int = 0o022) -> tuple[dict[str, Any], int]:
    """What the program says of itself, and the id that it was started with."""
    (folder / "program.py").write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, folder / "program.py", folder, *words],
        env={"PATH": os.environ["PATH"], **shell}, cwd=PROJECT_ROOT, umask=umask,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        said, complained = process.communicate()
    assert (complained, process.returncode) == (b"", 0)
    return json.loads(said.decode()), process.pid


def test_a_hostile_shell_bends_neither_the_interpreter_nor_the_environment(tmp_path: Path) -> None:
    found, process_id = told(tmp_path, FOR_A_COMMAND, "Zoë 😀", umask=0o377)
    assert found["arguments"] == [str(tmp_path), "Zoë 😀"]
    assert (found["stdout"], found["files"], found["é"]) == ("utf-8", ["utf-8", "utf-8"], "ü")
    assert (found["optimize"], found["warnings"]) == (0, [])
    assert (found["umask"], found["zone"]) == (0o077, ["UTC", "UTC"])
    assert found["pid"] == process_id  # whoever waits for it waits for the same process
    assert [name for name in found["environment"] if name.startswith(("PYTHON", "LD_"))] == []
    assert [name for name in found["environment"] if name.startswith("PG")] == ["PGCLIENTENCODING"]


def test_how_a_server_named_in_the_file_is_trusted_is_left_to_the_shell(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POSTGRES_HOST=db.example\n")
    environment = told(tmp_path, FOR_A_COMMAND)[0]["environment"]
    assert {name: value for name, value in environment.items() if name.startswith("PG")} == {
        "PGCHANNELBINDING": "require",
        "PGCLIENTENCODING": "UTF8",
        "PGREQUIREAUTH": "gss",
        "PGSSLMODE": "require",
        "PGSSLNEGOTIATION": "direct",
    }


def test_what_changes_no_result_is_left(tmp_path: Path) -> None:
    shell = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    environment = told(tmp_path, shell)[0]["environment"]
    assert {name: environment[name] for name in shell} == shell


def test_a_broken_sitecustomize_of_the_shell_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.stdout = None\n")
    found, _ = told(tmp_path, {"PYTHONPATH": f"{tmp_path}:{PROJECT_ROOT}"})
    assert "PYTHONPATH" not in found["environment"]


def test_a_file_that_is_not_utf8_is_left_for_the_command_to_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"POSTGRES_HOST=caf\xe9\n")
    assert told(tmp_path, {})[0]["environment"]["TZ"] == "UTC"


@pytest.mark.parametrize(
    ("found", "expected"),
    [(0o022, 0o022), (0o002, 0o002), (0o077, 0o077), (0o000, 0o002), (0o377, 0o077), (0o777, 0o077)],
)
def test_the_umask_lets_the_owner_do_everything_and_no_stranger_write(found: int, expected: int) -> None:
    assert usable_umask(found) == expected
