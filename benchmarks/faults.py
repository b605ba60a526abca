"""Whether anything is lost or doubled when the loader is killed, and PostgreSQL too, again and again.

- The files of benchmarks/fault_files.py: one-review files, files of many lines, repeated reviews, bad files.
- Loaded once undisturbed. Then the same files again, elsewhere: the loading process is killed (SIGKILL) at
  random moments, and the server stops at once (SIGQUIT, which is `pg_ctl stop -m immediate`); each time both
  are started again. How long a process lives is drawn anew; the range is widened while the run is behind its
  share of the kills and narrowed while it is ahead, so that they fall over the whole run.
- What both runs left is compared row for row, the bytes of every file are looked for, and all has to be in
  exactly one place.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.bench_error import BenchError
from benchmarks.fault_files import fault_files, write_fault_files
from benchmarks.fault_run import FaultRun, fault_run
from benchmarks.fault_verdict import differences
from benchmarks.machine import machine
from benchmarks.workshop import ROOT, Workshop, open_workshop
from console.progress_bar import Advance, count_bar
from console.steps import Steps

RESULT = ROOT / "benchmarks" / "results" / "faults.json"
DIFFERENCES = (
    "rows_lost", "rows_twice", "rows_of_another_source", "ledger_off_by", "files_lost", "files_twice",
    "lines_lost", "lines_twice", "left_over",
)  # fmt: skip
_PROCESS, _DATABASE = "process", "database"
_KILLS_A_BATCH = 2
_LAST_SHARE = 0.8  # of the files, to be loaded when the last kill is due
_LONGER, _SHORTER = 1.3, 0.5  # the next life, when too little or too much is loaded


@dataclass(frozen=True)
class FaultPlan:
    """How many files, how many kills, and the seed that files and moments are drawn by."""

    files: int = 20_000
    process_kills: int = 200
    database_kills: int = 20
    seed: int = 0

    def schedule(self, chance: random.Random) -> list[str]:
        """What is killed, one after the other."""
        kills = [_PROCESS] * self.process_kills + [_DATABASE] * self.database_kills
        chance.shuffle(kills)
        return kills


def fault_result(workshop: Workshop, plan: FaultPlan, advance: Advance) -> dict[str, Any]:
    """The content of faults.json. Raises BenchError when the run could not be carried out."""
    steps = Steps()
    chance = random.Random(plan.seed)
    with steps.step("files", f"{plan.files:,} files of seed {plan.seed}"):
        files = dict(fault_files(plan.files, plan.seed))
    kills = plan.process_kills + plan.database_kills
    batch_files = _KILLS_A_BATCH * plan.files // kills
    with (
        fault_run(workshop, "reference", batch_files) as calm,
        fault_run(workshop, "faults", batch_files) as run,
    ):
        with run.address.connect() as connection:
            conditions = machine(connection)
        write_fault_files(files, calm.layout.uploaded)
        write_fault_files(files, run.to_come)
        with steps.step("reference", "the undisturbed run"):
            calm_s = calm.finish()
        run.let_files_arrive(at_least=plan.files * 4 // 5)
        began = time.monotonic()
        with steps.step("faults", f"{plan.process_kills} + {plan.database_kills} kills"):
            _strike(run, plan, chance, calm_s * batch_files / plan.files, advance)
            run.let_files_arrive(at_least=plan.files)
            run.finish()
        seconds = time.monotonic() - began
        with steps.step("verdict", "comparing"):
            found = differences(calm.outcome(), run.outcome(), files)
        return {
            "machine": conditions,
            "files": len(files),
            "batch_files": batch_files,
            "seed": plan.seed,
            "process_kills": plan.process_kills,
            "database_kills": plan.database_kills,
            "process_kills_while": dict(sorted(run.struck.items())),
            "seconds": round(seconds, 1),
            "seconds_undisturbed": round(calm_s, 1),
            **found,
        }


def _strike(run: FaultRun, plan: FaultPlan, chance: random.Random, span_s: float, advance: Advance) -> None:
    """Kill what the schedule says; `span_s` is the longest life of a process to begin with.

    The last files arrive when few others wait, so that there is work at every kill.
    """
    schedule = plan.schedule(chance)
    struck = 0
    while struck < len(schedule):
        advance(struck, len(schedule))
        run.let_files_arrive(at_least=2 * run.batch_files)
        loaded = 1 - run.waiting() / plan.files
        is_behind = loaded < _LAST_SHARE * struck / len(schedule)
        span_s *= _LONGER if is_behind else _SHORTER
        kill = run.kill_process if schedule[struck] == _PROCESS else run.kill_database
        if kill(chance.uniform(0, span_s)):
            struck += 1
        elif not run.is_more_to_come():
            raise BenchError(
                f"All was loaded after {struck} of {len(schedule)} kills; expected work until the last one. "
                "Take more files, or fewer kills."
            )


def main(arguments: Sequence[str] = ()) -> None:
    """Kill, compare, print, write benchmarks/results/faults.json. Raises BenchError when anything differs."""
    plan, result_path = _plan(arguments)
    print(__doc__)
    print(f"{plan}", flush=True)
    with open_workshop() as workshop, count_bar("Killing") as advance:
        result = fault_result(workshop, plan, advance)
    result_path.parent.mkdir(exist_ok=True)
    result_path.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    print(f"Written to {result_path}.")
    wrong = {name: result[name] for name in DIFFERENCES if result[name]}
    if wrong:
        raise BenchError(f"The disturbed run differs from the undisturbed one: {wrong}; expected 0 each.")


def _plan(arguments: Sequence[str]) -> tuple[FaultPlan, Path]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    usual = FaultPlan()
    for name, default in asdict(usual).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    parser.add_argument("--result", type=Path, default=RESULT)
    options = vars(parser.parse_args(list(arguments)))
    result_path = options.pop("result")
    return FaultPlan(**options), result_path


if __name__ == "__main__":
    main(sys.argv[1:])
