"""Whether anything of a stream is lost or doubled when its uploader and its loader are killed.

The files of BENCH=faults, loaded once from a folder, undisturbed; then the same files through a Redis stream,
while the uploader and the loading process are killed (SIGKILL) at random moments. What both runs left is
compared as there: row for row, byte for byte.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from benchmarks.bench_error import BenchError
from benchmarks.fault_files import fault_files, write_fault_files
from benchmarks.fault_run import fault_run
from benchmarks.fault_verdict import differences
from benchmarks.faults import DIFFERENCES
from benchmarks.machine import machine
from benchmarks.stream_fault_run import StreamFaultRun, stream_fault_run
from benchmarks.stream_server import KEY
from benchmarks.workshop import ROOT, Workshop, open_workshop

RESULT = ROOT / "benchmarks" / "results" / "stream_faults.json"
_LOADER, _UPLOADER = "loader", "uploader"
_BATCHES_A_KILL = 2
_LAST_SHARE = 0.8  # of the files, to be done when the last kill is due
_LONGER, _SHORTER = 1.3, 0.5  # the next life, when too little or too much is done
_FIRST_LIFE_S = 0.1


@dataclass(frozen=True)
class StreamFaultPlan:
    """How many files, how many kills of each, and the seed that files and moments are drawn by."""

    files: int = 3_000
    loader_kills: int = 45
    uploader_kills: int = 15
    seed: int = 0

    def schedule(self, chance: random.Random) -> list[str]:
        """What is killed, one after the other."""
        kills = [_LOADER] * self.loader_kills + [_UPLOADER] * self.uploader_kills
        chance.shuffle(kills)
        return kills


def stream_fault_result(workshop: Workshop, plan: StreamFaultPlan) -> dict[str, Any]:
    """The numbers of a run, each difference 0 if all went well. Raises BenchError when it cannot be run."""
    chance = random.Random(plan.seed)
    files = dict(fault_files(plan.files, plan.seed))
    batch_files = _BATCHES_A_KILL * plan.files // (plan.loader_kills + plan.uploader_kills)
    with (
        fault_run(workshop, "reference", batch_files) as calm,
        stream_fault_run(workshop, files, batch_files) as run,
    ):
        with calm.address.connect() as connection:
            conditions = machine(connection)
        write_fault_files(files, calm.layout.uploaded)
        calm.finish()
        began = time.monotonic()
        struck = _strike(run, plan, chance)
        run.upload(plan.files)
        run.load.finish()
        return {
            "machine": conditions,
            "seconds": round(time.monotonic() - began, 1),
            "batch_files": batch_files,
            "seed": plan.seed,
            "files": len(files),
            "kills": dict(sorted(struck.items())),
            "loader_kills_while": dict(sorted(run.load.struck.items())),
            **differences(calm.outcome(), run.outcome(), files),
        }


def _strike(run: StreamFaultRun, plan: StreamFaultPlan, chance: random.Random) -> Counter[str]:
    """Kill what the schedule says; a life is drawn longer while its kind is behind its share of the kills."""
    schedule = plan.schedule(chance)
    batch = run.load.batch_files
    lives = {_LOADER: _FIRST_LIFE_S, _UPLOADER: _FIRST_LIFE_S}
    struck: Counter[str] = Counter()
    while struck.total() < len(schedule):
        kind = schedule[struck.total()]
        share = _LAST_SHARE * struck.total() / len(schedule)
        done = run.added() if kind == _UPLOADER else plan.files - run.waiting()
        lives[kind] *= _LONGER if done < share * plan.files else _SHORTER
        life = chance.uniform(0, lives[kind])
        if kind == _UPLOADER:
            struck[kind] += run.kill_uploader(life, limit=2 * batch)
        else:
            if run.server.client.xlen(KEY) < 2 * batch:
                run.upload(2 * batch)
            struck[kind] += run.load.kill_process(life)
        if run.waiting() == 0 and struck.total() < len(schedule):
            raise BenchError(
                f"All was loaded after {struck.total()} of {len(schedule)} kills: take more files."
            )
    return struck


def main() -> None:
    """Kill, compare, print, write the result. Raises BenchError if anything differs."""
    print(__doc__, flush=True)
    with open_workshop() as workshop:
        result = stream_fault_result(workshop, StreamFaultPlan())
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    print(f"Written to {RESULT.relative_to(ROOT)}.")
    if wrong := {name: result[name] for name in DIFFERENCES if result[name]}:
        raise BenchError(f"The disturbed run differs from the undisturbed one: {wrong}; expected 0 each.")
