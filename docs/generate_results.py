"""Write docs/results.md from docs/published.toml and benchmarks/results/text_models/.

Usage: .venv/bin/python docs/generate_results.py [TARGET]
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = Path(__file__).with_name("published.toml")
RESULTS = ROOT / "benchmarks" / "results" / "text_models"
FOLDS = RESULTS / "folds.json"
TARGET = Path(__file__).with_name("results.md")
BUSY = 0.5
HEAD = """\
# Results

What published text systems report, and what the [rungs](text_rungs.md) of this project reach on the data
that can be had. A figure of ours stands with its 95 % interval (2,000 resamples of groups); it was
measured once on test data, after the best rung was chosen on development data. Rungs with chance in them
are the mean of three seeds. Where ours and theirs were measured on different texts, the text above the
table says so: such figures show an order of magnitude, not who is better.

This page is generated: `make results DATA=FOLDER` measures again and writes it, from
[published.toml](published.toml) and [the measurements](../benchmarks/results). A test
compares.
"""
Json = Mapping[str, Any]


def results_page() -> str:
    """The whole page."""
    parts = [HEAD]
    for system in tomllib.loads(PUBLISHED.read_text())["systems"]:
        file = RESULTS / f"{system.get('run', '-')}.json"
        parts.append("\n".join(_section(system, json.loads(file.read_text()) if file.is_file() else None)))
    if FOLDS.is_file():
        parts.append("\n".join(_folds(json.loads(FOLDS.read_text())["runs"])))
    return "\n".join(parts)


def _section(system: Json, ours: Json | None) -> Iterator[str]:
    yield f"## {system['name']}\n"
    yield system["about"].strip() + "\n"
    if ours is None and "run" in system:
        yield f"Run `{system['run']}` has not been measured by this state of the code.\n"
    if system["rows"]:
        yield from _published(system, ours)
    if ours is not None:
        yield from _ladder(ours)


def _published(system: Json, ours: Json | None) -> Iterator[str]:
    titles = system["metrics"]
    yield f"| published | {' | '.join(titles.values())} | ours | {' | '.join(titles.values())} | seconds |"
    yield "|---" * (2 * len(titles) + 3) + "|"
    for row in system["rows"]:
        theirs = [_figure(row["figures"].get(name)) for name in titles]
        rung = row.get("rung")
        model = ours["models"].get(rung) if ours and rung else None
        if model is None:
            why = row.get("missing") or (ours or {}).get("skipped", {}).get(rung, "not measured")
            cells = [why, *[""] * len(titles), ""]
        else:
            cells = [f"`{rung}`", *[_interval(model["metrics"].get(name)) for name in titles]]
            cells.append(f"{model['fit_seconds']:,.1f}")
        yield f"| {' | '.join([row['model'], *theirs, *cells])} |"
    yield ""


def _ladder(ours: Json) -> Iterator[str]:
    """All rungs of ours, best first, in the metrics that decide."""
    rank_by, models = ours["rank_by"], ours["models"]
    names = [name for name in (rank_by, "map@3", "macro_f1", "accuracy", "log_loss") if _has(models, name)]
    names = list(dict.fromkeys(names))
    machine, rows = ours["machine"], ours["rows"]
    yield (
        f"All rungs on `{'`, `'.join(ours['files'])}`: {rows['train']:,} texts to learn from, "
        f"{rows['test']:,} to be tested on, {ours['split']['leaked_pairs']} leaked pairs. "
        f"{ours['first_line']}\n"
    )
    yield f"| rung | {' | '.join(names)} | fit, s | texts/s | MB | spread over seeds |"
    yield "|---" * (len(names) + 5) + "|"
    sign = -1 if ours.get("higher_is_better", True) else 1
    for name in sorted(models, key=lambda one: sign * models[one]["metrics"][rank_by]["value"]):
        model = models[name]
        spread = ours["details"].get(name, {}).get("seeds", {}).get("spread")
        cells = [
            f"`{name}`{' (best on development data)' if name == ours['best'] else ''}",
            *[_interval(model["metrics"][metric]) for metric in names],
            f"{model['fit_seconds']:,.1f}",
            f"{model['predict_per_second']:,.0f}",
            f"{model['peak_mb']:,.0f}",
            "" if spread is None else f"{spread:.4f}",
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""
    for name, why in ours["skipped"].items():
        yield f"Not compared: `{name}`, {why}\n"
    versions = sorted({pair for one in ours["details"].values() for pair in one.get("libraries", {}).items()})
    told = ", ".join(f"{library} {version}" for library, version in versions)
    yield (
        f"Measured on {ours['measured_on']}: {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB{_busy(machine)}, {ours['seeds']} seeds, {told}.\n"
    )


def _busy(machine: Json) -> str:
    """That other programs ran beside it, where they did: seconds and texts/s then say little."""
    before = machine.get("load", [0.0])[0]
    return f", beside other programs (load {before:g} as it began)" if before > BUSY else ""


def _folds(runs: Mapping[str, Json]) -> Iterator[str]:
    """What grouped folds found, a row a rung and metric."""
    yield "## In five folds\n"
    yield (
        "Every text is answered once, by a classifier that has seen neither it nor its group; options are\n"
        "chosen inside each fold. Published splits group equal texts at most. The other tables of this page\n"
        "keep near-equal ones on one side too, such as a form with another number in it.\n"
    )
    yield "| file | groups | rung | metric | value | fit and choice, s |"
    yield "|---|---|---|---|---|---|"
    for run in runs.values():
        for rung, found in run["rungs"].items():
            for metric in run["metrics"]:
                value, low, high = (f"{one:.4f}".removeprefix("0") for one in found["metrics"][metric])
                name = metric.replace("_at_", "@")
                cells = (f"`{run['file']}`", run["groups"], f"`{rung}`", name, f"{value} ({low}-{high})")
                yield f"| {' | '.join(cells)} | {found['seconds']:,.0f} |"
    yield ""


def _has(models: Json, metric: str) -> bool:
    return all(metric in model["metrics"] for model in models.values())


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}".removeprefix("0").rstrip("0")


def _interval(metric: Mapping[str, float] | None) -> str:
    if metric is None:
        return ""
    value, low, high = (f"{metric[name]:.3f}".removeprefix("0") for name in ("value", "low", "high"))
    return f"{value} ({low}-{high})"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(results_page())
