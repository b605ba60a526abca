"""Measure the rungs of the text tasks on files of a folder: what docs/results.md is made of.

Usage: .venv/bin/python -m benchmarks.text_results FOLDER [RUN …]

RESULTS_BUDGET is the time for each run, such as 30m; RESULTS_MODELS the rungs, such as nb_counts,nb_lr. What
is left out is named in the page.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.bench_error import BenchError
from benchmarks.machine import cpu_model
from benchmarks.workshop import ROOT
from errors import SentenceError
from settings import prepare_process

RESULTS = ROOT / "benchmarks" / "results" / "text_models"
SEEDS = 3
BUDGET = "60m"


@dataclass(frozen=True)
class Run:
    """One comparison: `files` by option, below the folder; `options` are added to the command."""

    name: str
    task: str
    files: tuple[tuple[str, str], ...]
    options: tuple[str, ...] = ()


RUNS = (
    Run("toxicity-ru", "toxicity-ru", (("--train", "ru_toxic/train.csv.gz"),)),
    Run("toxicity-en", "toxicity-en", (("--train", "en_offensive/train.csv.gz"),)),
    Run("tags-masked", "tags", (("--train", "tagfinder/tags_masked.jsonl.gz"),)),
    Run(
        "tags-own",
        "tags",
        (("--train", "brand_tweets/judge-1377884607_tweet_product_company.csv.gz"),),
        ("--leave-out-empty", "--mask-labels"),
    ),
    Run(
        "sentiment-es",
        "sentiment-es",
        (
            ("--train", "spanish_emoevent/emoevent_train.tsv.gz"),
            ("--test", "spanish_emoevent/emoevent_dev.tsv.gz"),
        ),
    ),
)


def main(arguments: list[str]) -> int:
    """Run those that are named, or all, of which the folder has the files. Returns the exit status."""
    if not arguments or not Path(arguments[0]).is_dir():
        found = repr(arguments[0]) if arguments else "no folder"
        print(f"Results are measured on a folder of texts; found {found}.\n{__doc__}", file=sys.stderr)
        return 2
    folder, wanted = Path(arguments[0]), arguments[1:] or [run.name for run in RUNS]
    if strangers := set(wanted) - {run.name for run in RUNS}:
        known = ", ".join(run.name for run in RUNS)
        print(f"{min(strangers)!r} is no run; expected some of {known}.", file=sys.stderr)
        return 2
    for run in RUNS:
        if run.name not in wanted:
            continue
        missing = [name for _, name in run.files if not (folder / name).is_file()]
        if missing:
            print(f"{run.name}: not measured, {folder / missing[0]} is not there.", file=sys.stderr)
            continue
        try:
            measure(run, folder)
        except SentenceError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def measure(run: Run, folder: Path) -> None:
    """Compare the rungs, and write benchmarks/results/text_models/NAME.json. Raises BenchError."""
    print(f"{run.name}: comparing …", file=sys.stderr)
    command = [str(Path(sys.executable).with_name("text-models")), "compare", run.task]
    for option, name in run.files:
        command += [option, str(folder / name)]
    budget = os.environ.get("RESULTS_BUDGET") or BUDGET
    command += ["--seeds", str(SEEDS), "--budget", budget, *run.options, "--json"]
    if models := os.environ.get("RESULTS_MODELS"):
        command += ["--models", models]
    began = os.getloadavg()[0]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise BenchError(f"{run.name}: `text-models compare` ended with {done.returncode}; why stands above.")
    RESULTS.mkdir(parents=True, exist_ok=True)
    found = without_texts(json.loads(done.stdout))
    content = {
        "run": run.name,
        "files": [name for _, name in run.files],
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cpu": cpu_model(),
            "cores": psutil.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
            "python": platform.python_version(),
            # Of the minute before it began, and of its last: what else ran, and its own two cores.
            "load": [round(began, 1), round(os.getloadavg()[0], 1)],
        },
        "seeds": SEEDS,
        **found,
    }
    (RESULTS / f"{run.name}.json").write_text(json.dumps(content, indent=1, sort_keys=False) + "\n")


def without_texts(found: dict[str, Any]) -> dict[str, Any]:
    """What `compare --json` prints, without words of the files: names of labels may be such words."""
    kept = dict(found)
    kept["split"] = {name: value for name, value in found["split"].items() if name != "label_rows"}
    kept["details"] = {
        rung: {name: value for name, value in details.items() if name != "thresholds"}
        for rung, details in found["details"].items()
    }
    return kept


if __name__ == "__main__":
    prepare_process()
    sys.exit(main(sys.argv[1:]))
