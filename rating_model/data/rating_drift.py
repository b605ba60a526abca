"""How ratings and lengths of reviews are spread, and whether new reviews still have that spread."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import ArrayLike

from text_models.corpus.drift import drift_report, reference_of

RATING_EDGES = (1.5, 2.5, 3.5, 4.5)


def rating_reference(ratings: ArrayLike, lengths: ArrayLike) -> dict[str, Any]:
    """Return {"rating", "length"} of N > 0 training reviews, see `reference_of`; ratings are 1..5."""
    return reference_of(ratings, lengths, label_name="rating", label_edges=RATING_EDGES)


def rating_drift(
    champion: str, reference: Mapping[str, Any], counts: Mapping[str, ArrayLike]
) -> dict[str, Any]:
    """Return {"champion", "rating", "length", "warnings"} for new reviews, see `drift_report`."""
    return drift_report(champion, reference, counts, noun="reviews")
