"""The `label-review` command."""

from label_review.cli.main import main

__all__ = ["main"]
