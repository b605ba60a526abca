"""Run one benchmark: `python -m benchmarks NAME`."""

from __future__ import annotations

import importlib
import signal
import sys
from typing import NoReturn

from errors import SentenceError
from settings import prepare_process

BENCHMARKS = (
    "faults",
    "ladder",
    "load",
    "rating",
    "review",
    "s3",
    "scale",
    "score",
    "serve",
    "stream",
    "stream_faults",
    "text",
)  # each a module with `main()`


def main(arguments: list[str]) -> int:
    """Run the benchmark that is named. Returns the exit status."""
    name = " ".join(arguments).strip()
    if name not in BENCHMARKS:
        found = f"BENCH={name} is no benchmark" if name else "No benchmark is named"
        known = ", ".join(BENCHMARKS)
        print(f"{found}; expected one of: {known}. Such as: make bench BENCH=load", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    try:
        importlib.import_module(f"benchmarks.{name}").main()
    except SentenceError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: the server has ended, the files are gone, no result was written.", file=sys.stderr)
        return 130
    return 0


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    prepare_process()
    sys.exit(main(sys.argv[1:]))
