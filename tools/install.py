"""Install what Pipfile.lock says into .venv. Runs on the system's Python, so it imports nothing of ours.

Usage: python3 tools/install.py run|test|tools|bench
    run: packages and ml; test: dev-packages too; tools: only uv and pipenv, which lock and install;
    bench: what benchmarks compare us with, into an environment of its own
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".local" / "tools"
BENCH_VENV = ROOT / ".local" / "bench-venv"
STAMP = VENV / "installed.json"
CATEGORIES = {"run": ["packages", "ml"], "test": ["packages", "ml", "dev-packages"]}
NEEDED_BYTES = 6_000_000_000


class InstallError(Exception):
    """The environment cannot be installed: a sentence."""


def main(arguments: list[str]) -> int:
    """Install one set of packages unless it is there. Returns the exit status."""
    if len(arguments) != 1 or arguments[0] not in (*CATEGORIES, "tools", "bench"):
        return _fail("Usage: python3 tools/install.py run|test|tools|bench")
    # Whatever the shell's umask: the owner may read and run what is installed, and a stranger not change it.
    os.umask(os.umask(0) & ~0o700 | 0o002)
    try:
        (ROOT / ".local").mkdir(exist_ok=True)
        with (ROOT / ".local" / "install.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _install(arguments[0])
    except InstallError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"Installing stopped: {error}. Mend that and run the same command again.")
    except KeyboardInterrupt:
        return _fail("Stopped. Run the same command again: it begins where it was.")
    return 0


def _install(wanted: str) -> None:
    if wanted == "tools":
        _step("Installers (uv, pipenv)", _install_tools)
        return
    if wanted == "bench":
        _install_bench()
        return
    stamp = _stamp()
    if stamp.get("set") == "test":
        wanted = "test"  # what the tests need is not taken away again
    names = ("Pipfile.lock", "requirements-tools.txt", "setup.py")
    lock = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()
    wish = {"lock": lock, "python": sys.version, "root": str(ROOT), "set": wanted}
    if stamp == wish and (VENV / "bin" / "amzn-review").exists():
        return
    free = shutil.disk_usage(str(ROOT)).free
    if free < NEEDED_BYTES:
        raise InstallError(
            f"The disk under {ROOT} has {free / 1e9:.1f} GB free; expected {NEEDED_BYTES / 1e9:.0f} GB for "
            "the packages. Free some space, then run the same command again."
        )
    STAMP.unlink(missing_ok=True)
    _step("Installers (uv, pipenv)", _install_tools)
    _step("Virtual environment", _make_venv)
    _step(f"Packages of Pipfile.lock: {', '.join(CATEGORIES[wanted])}", lambda: _sync(wanted))
    STAMP.write_text(json.dumps(wish))


def _stamp() -> dict[str, str]:
    """What the last installation that ended well installed; nothing when there is none."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return stamp


def _install_tools() -> None:
    if not (TOOLS / "bin" / "pip").exists():
        shutil.rmtree(str(TOOLS), ignore_errors=True)
        _make(TOOLS)
    _run(
        [TOOLS / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
         "-r", ROOT / "requirements-tools.txt"],
    )  # fmt: skip


def _install_bench() -> None:
    requirements = ROOT / "benchmarks" / "requirements.txt"
    stamp = BENCH_VENV / "installed.txt"
    wish = f"{sys.version}\n{requirements.read_text()}"
    if stamp.exists() and stamp.read_text() == wish:
        return
    _step("Installers (uv, pipenv)", _install_tools)
    shutil.rmtree(str(BENCH_VENV), ignore_errors=True)
    _step("Virtual environment of the benchmarks", lambda: _make(BENCH_VENV, "--without-pip"))
    _step("Packages of benchmarks/requirements.txt", lambda: _sync_bench(requirements))
    stamp.write_text(wish)


def _sync_bench(requirements: Path) -> None:
    uv = (TOOLS / "bin" / "uv", "pip", "sync", "--quiet", "--python", BENCH_VENV / "bin" / "python")
    _run([*uv, "--require-hashes", requirements], shown=True)


def _make_venv() -> None:
    config = VENV / "pyvenv.cfg"
    if config.exists() and f"version = {sys.version.split()[0]}" in config.read_text():
        return
    shutil.rmtree(str(VENV), ignore_errors=True)
    _make(VENV, "--without-pip")


def _make(folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "venv", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(str(folder), ignore_errors=True)
        raise InstallError(
            f"{sys.executable} -m venv failed: {_last_line(done.stdout + done.stderr)} On Debian the module "
            "is in a package of its own: apt-get install python3-venv, then run the same command again."
        )


def _sync(wanted: str) -> None:
    requirements = ROOT / ".local" / "requirements.txt"
    pipenv = {**os.environ, "PIPENV_IGNORE_VIRTUALENVS": "1", "PIPENV_VENV_IN_PROJECT": "1"}
    pipenv["PIPENV_PIPFILE"] = str(ROOT / "Pipfile")
    lines = []
    for category in CATEGORIES[wanted]:
        listed = _run([TOOLS / "bin" / "pipenv", "requirements", "--hash", "--categories", category], pipenv)
        # Each category repeats the index; uv takes it once, and PyPI is its default.
        lines += [line for line in listed.splitlines() if not line.startswith("-i ")]
    requirements.write_text("\n".join(lines) + "\n")
    uv = (TOOLS / "bin" / "uv", "pip")
    python = ("--python", VENV / "bin" / "python")
    quiet = () if sys.stderr.isatty() else ("--quiet",)
    _run([*uv, "sync", *quiet, *python, "--require-hashes", requirements], shown=True)
    _run(
        [*uv, "install", "--quiet", *python, "--no-deps", "--no-build-isolation", "--editable", ROOT],
        shown=True,
    )
    _run([*uv, "check", "--quiet", *python], shown=True)


def _run(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, *, shown: bool = False
) -> str:
    """Run a command. Returns its output; `shown` lets its progress through to stderr instead."""
    given = environment or os.environ
    bending = ("PYTHON", "LD_", "VIRTUAL_ENV")
    environment = {name: value for name, value in given.items() if not name.startswith(bending)}
    done = subprocess.run(
        [str(word) for word in command], env=environment, cwd=str(ROOT), stdin=subprocess.DEVNULL,
        stdout=sys.stderr if shown else subprocess.PIPE, stderr=None if shown else subprocess.PIPE,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        reason = "see above." if shown else _last_line(done.stderr)
        raise InstallError(
            f"{Path(command[0]).name} {command[1]} failed: {reason} "
            "If a download was cut off, run the same command again: what has arrived is kept."
        )
    return done.stdout or ""


def _step(title: str, action: Callable[[], None]) -> None:
    print(f"  … {title}", file=sys.stderr, flush=True)
    started = time.monotonic()
    action()
    print(f"  ✓ {title} ({time.monotonic() - started:.1f} s)", file=sys.stderr, flush=True)


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing."


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
