"""The map to the old scale that is nearest to stored scores, and never puts a lower score above a higher."""

from __future__ import annotations

import numpy as np

from scoring_service.attributes.old_scale import Mapped, OldScale, ScoreMap
from scoring_service.migration.score_comparison import ScoreComparison

# Fewer comments say little of a curve.
FEWEST = 50
DIGITS = 4


def fit_map(compared: ScoreComparison) -> ScoreMap | None:
    """Return the map of one attribute, by isotonic regression; None for fewer than 50 comments, or one score.

    Where it is level, its ends alone are kept. Barlow et al. 1972; scikit-learn's IsotonicRegression.
    """
    from sklearn.isotonic import IsotonicRegression

    new = np.array([pair.new for pair in compared.pairs])
    stored = np.array([pair.stored for pair in compared.pairs])
    if len(new) < FEWEST or np.ptp(new) == 0:
        return None
    fitted = IsotonicRegression(y_min=0, y_max=1).fit(new, stored)
    knots = dict(
        zip(
            np.asarray(fitted.X_thresholds_, float).tolist(),
            np.round(fitted.y_thresholds_, DIGITS).tolist(),
            strict=True,
        )
    )
    return ScoreMap(list(knots), list(knots.values()))


def old_scale_of(compared: list[ScoreComparison]) -> OldScale:
    """Return the maps of all attributes and languages that have enough comments."""
    fitted = {Mapped(one.attribute, one.language, one.version): fit_map(one) for one in compared}
    return OldScale({name: found for name, found in fitted.items() if found is not None})
