"""Rungs that take so long that they are fitted only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Collection

from text_models.classifiers.rung import Rung

# In place of a rung's name: all of the task, the costly ones too.
ALL = "all"


def why_left_out(rung: Rung, models: Collection[str]) -> str:
    """Return why a rung is not fitted, empty when it is; `models` are the names that were given."""
    if not rung.is_costly or ALL in models or rung.name in models:
        return ""
    return f"it takes long, so it has to be asked for: --models {ALL}, or by its name"
