"""The `rating-model` command."""

from rating_model.cli.main import main

__all__ = ["main"]
