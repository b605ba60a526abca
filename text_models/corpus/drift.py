"""Whether new texts are still like those that the champion learned from.

Population stability index: PSI = sum over bins of (new - old) * ln(new / old), the shares of each bin.
Source: Yurdakul and Naranjo, "Statistical properties of the population stability index", Journal of Risk
Model Validation 14 (2020); the longer form: https://scholarworks.wmich.edu/dissertations/3208. Without any
drift it is distributed as chi-squared (bins - 1) * (1 / old rows + 1 / new rows): small batches need more.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

LENGTH_BINS = 10
# The usual reading: below 0.1 no change, above 0.25 a major one (Siddiqi, Credit Risk Scorecards, 2006).
MAJOR = 0.25
# The 99.9 % point of the normal distribution: chance alone warns at one in a thousand batches.
NORMAL_POINT = 3.0902


def reference_of(
    labels: ArrayLike, lengths: ArrayLike, *, label_name: str, label_edges: Sequence[float]
) -> dict[str, Any]:
    """Return the bins of N > 0 training texts and the rows in each, to be kept with the model.

    `labels`, numbers between which `label_edges` (ascending) lie, and `lengths` of the texts in normal form,
    in characters, have shape (N,). {`label_name`: {"edges", "counts"}, "length": the same}: B - 1 edges
    between B bins; those of the length are its deciles.
    """
    deciles = np.quantile(np.asarray(lengths), np.arange(1, LENGTH_BINS) / LENGTH_BINS)
    return {
        label_name: _bins(labels, label_edges),
        "length": _bins(lengths, np.unique(deciles).tolist()),
    }


def count_bins(values: ArrayLike, edges: Sequence[float]) -> np.ndarray:
    """Return how many values fall into each of the `len(edges) + 1` bins; an edge belongs to the upper."""
    places = np.searchsorted(np.asarray(edges, dtype=float), np.asarray(values), side="right")
    return np.bincount(places, minlength=len(edges) + 1)


def population_stability(old: ArrayLike, new: ArrayLike) -> float:
    """Return the PSI, 0 or more, of two lists of counts over the same B bins.

    Half a row is added to each bin, for the logarithm of an empty one is infinite.
    """
    old_shares, new_shares = (
        (np.asarray(counts) + 0.5) / (np.sum(counts) + 0.5 * np.size(counts)) for counts in (old, new)
    )
    return float(((new_shares - old_shares) * np.log(new_shares / old_shares)).sum())


def largest_by_chance(bins: int, old_rows: int, new_rows: int) -> float:
    """Return the PSI that chance alone exceeds once in a thousand times.

    The chi-squared point by Wilson and Hilferty, PNAS 17 (1931), https://doi.org/10.1073/pnas.17.12.684.
    """
    freedom = max(bins - 1, 1)
    part = 2 / (9 * freedom)
    point = freedom * (1 - part + NORMAL_POINT * sqrt(part)) ** 3
    return float(point * (1 / old_rows + 1 / new_rows))


def drift_report(
    champion: str, reference: Mapping[str, Any], counts: Mapping[str, ArrayLike], *, noun: str = "texts"
) -> dict[str, Any]:
    """Return {"champion", "warnings"} and an entry for each name in the reference, such as "length".

    `counts` are those of the new texts over the reference's bins. An entry holds `psi`, the `limit` above
    which it warns, and the `rows` counted. Warnings are sentences, in which the texts are called `noun`.
    """
    report: dict[str, Any] = {"champion": champion, "warnings": []}
    for name, bins in reference.items():
        old, new = np.asarray(bins["counts"]), np.asarray(counts[name])
        rows = int(new.sum())
        if not rows:
            report[name] = {"psi": None, "limit": None, "rows": 0}
            continue
        psi = population_stability(old, new)
        limit = max(MAJOR, largest_by_chance(len(old), int(old.sum()), rows))
        report[name] = {"psi": round(psi, 4), "limit": round(limit, 4), "rows": rows}
        if psi > limit:
            report["warnings"].append(
                f"Drift: the {name} of {rows:,} new {noun} is not what champion {champion} has learned "
                f"from: PSI {psi:.2f}, expected at most {limit:.2f}. Look at its bins in manifest.json."
            )
    return report


def _bins(values: ArrayLike, edges: Sequence[float]) -> dict[str, list[Any]]:
    return {"edges": list(edges), "counts": count_bins(values, edges).tolist()}
