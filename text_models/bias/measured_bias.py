"""How a model's scores treat texts that name groups of people, with intervals; as a report that is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from errors import SentenceError
from storage.atomic_file import write_durably
from text_models.bias.bias_file import BIAS_FILE
from text_models.bias.identity_terms import naming_texts
from text_models.bias.subgroup_auc import NAMES, power_mean, rows_of, weighted_auc
from text_models.metrics.bootstrap import RESAMPLES, SEED, Interval, draw_groups, group_numbers, interval_of
from text_models.normalise import text_key

# With fewer rows of either side an AUC moves by a tenth when one row does.
FEWEST_ROWS = 10


class NoBiasError(SentenceError):
    """There is nothing to measure; ``str()`` is one sentence."""


@dataclass(frozen=True)
class SubgroupBias:
    """A term, how many rows name it and how many of those are positive, and its three AUC."""

    term: str
    rows: int
    positive_rows: int
    subgroup_auc: Interval
    bpsn_auc: Interval
    bnsp_auc: Interval


@dataclass(frozen=True)
class MeasuredBias:
    """What was measured for one label. `subgroups`: the worst first, by the least of their three AUC.

    `means` are over subgroups, with power -5. `too_few` are terms that fewer than ten positive or ten
    negative rows hold or do not hold, with their numbers of rows. `files` are what a version remembers of
    its files.
    """

    label: str
    files: Sequence[Mapping[str, Any]]
    rows: int
    positive_rows: int
    overall_auc: Interval
    subgroups: Sequence[SubgroupBias]
    means: Mapping[str, float]
    too_few: Mapping[str, int]
    resamples: int
    seed: int

    def write(self, folder: Path) -> None:
        """Write bias.json into a version's folder, whole or not at all. Raises OSError."""
        write_durably(folder / BIAS_FILE, (json.dumps(asdict(self), indent=2) + "\n").encode())

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return what was written into a version's folder, None if nothing was. Raises ValueError."""
        file = folder / BIAS_FILE
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            subgroups = [
                SubgroupBias(**{**it, **{name: Interval(*it[name]) for name in NAMES}})
                for it in found["subgroups"]
            ]
            return cls(**{**found, "subgroups": subgroups, "overall_auc": Interval(*found["overall_auc"])})
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{file} is damaged ({error}): measure the bias again.") from error


def measure_bias(
    scores: np.ndarray,
    positive: np.ndarray,
    texts: Sequence[str],
    terms: Sequence[str],
    label: str,
    *,
    files: Sequence[Mapping[str, Any]] = (),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> MeasuredBias:
    """Return the bias in N scores of a label, shape (N,), 0..1; `positive`, bool, says which texts have it.

    Intervals are of `resamples` resamples of groups of equal texts, the same for each subgroup. Raises
    NoBiasError when there are too few rows of either side, or too few that name any term.
    """
    if min(positive.sum(), (~positive).sum()) < FEWEST_ROWS:
        raise NoBiasError(
            f"Found {int(positive.sum()):,} texts with label {label!r} and {int((~positive).sum()):,} "
            f"without; expected {FEWEST_ROWS} of each at least. Name files that have more, or another "
            "--label."
        )
    naming = {term: naming_texts(texts, term) for term in terms}
    counts = {term: (int(rows.sum()), int((rows & positive).sum())) for term, rows in naming.items()}
    enough = [term for term in terms if _fewest(positive, naming[term]) >= FEWEST_ROWS]
    if not enough:
        raise NoBiasError(
            f"None of {len(terms):,} terms is in {FEWEST_ROWS} texts with label {label!r} and in "
            f"{FEWEST_ROWS} without, and as many do not hold it: name files whose texts name several groups "
            "of people, or other --terms."
        )
    about = {term: rows_of(positive, naming[term]) for term in enough}
    everything = {"": {"overall": np.ones(len(texts), dtype=bool)}}
    intervals = _intervals(scores, positive, texts, {**everything, **about}, resamples=resamples, seed=seed)
    subgroups = [
        SubgroupBias(term, *counts[term], *(intervals[term][name] for name in NAMES)) for term in enough
    ]
    return MeasuredBias(
        label=label,
        files=list(files),
        rows=len(texts),
        positive_rows=int(positive.sum()),
        overall_auc=intervals[""]["overall"],
        subgroups=sorted(subgroups, key=_worst),
        means={name: power_mean({it.term: getattr(it, name).value for it in subgroups}) for name in NAMES},
        too_few={term: counts[term][0] for term in terms if term not in enough},
        resamples=resamples,
        seed=seed,
    )


def _fewest(positive: np.ndarray, naming: np.ndarray) -> int:
    """The least of the four numbers of rows that the AUC of a subgroup compare."""
    return min(int((own & side).sum()) for own in (naming, ~naming) for side in (positive, ~positive))


def _worst(subgroup: SubgroupBias) -> float:
    return min(subgroup.subgroup_auc.value, subgroup.bpsn_auc.value, subgroup.bnsp_auc.value)


def _intervals(
    scores: np.ndarray,
    positive: np.ndarray,
    texts: Sequence[str],
    about: Mapping[str, Mapping[str, np.ndarray]],
    *,
    resamples: int,
    seed: int,
) -> dict[str, dict[str, Interval]]:
    """The AUC of each set of rows in `about`, with its interval; the same resamples for all."""
    numbers = group_numbers([text_key(text) for text in texts])
    drawn: dict[tuple[str, str], list[np.ndarray]] = {}
    for counts in draw_groups(int(numbers.max()) + 1, resamples, seed):
        weights = counts[:, numbers]
        for term, name, rows in _each(about):
            found = weighted_auc(scores[rows], positive[rows], weights[:, rows])
            drawn.setdefault((term, name), []).append(found)
    intervals: dict[str, dict[str, Interval]] = {}
    for term, name, rows in _each(about):
        value = weighted_auc(scores[rows], positive[rows], np.ones((1, int(rows.sum()))))[0]
        found = np.concatenate(drawn[term, name])
        intervals.setdefault(term, {})[name] = interval_of(value, found[~np.isnan(found)])
    return intervals


def _each(about: Mapping[str, Mapping[str, np.ndarray]]) -> Iterator[tuple[str, str, np.ndarray]]:
    for term, sets in about.items():
        for name, rows in sets.items():
            yield term, name, rows
