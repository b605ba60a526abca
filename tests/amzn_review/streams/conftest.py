from __future__ import annotations

from tests.amzn_review.cli.conftest import amzn_review, shell

__all__ = ["amzn_review", "shell"]
