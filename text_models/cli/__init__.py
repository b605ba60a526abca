"""The `text-models` command."""

from text_models.cli.main import main

__all__ = ["main"]
