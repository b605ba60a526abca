"""The `amzn-review` command."""

from amzn_review.cli.main import main

__all__ = ["main"]
