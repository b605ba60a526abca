"""`rating-model tokenizer`: which pieces texts are cut into."""

from __future__ import annotations

from functools import partial

import click

from console.command_errors import reporting_errors
from services.buckets import bucket_named
from settings import load_settings
from text_models.versions.model_store import open_model_store


@click.group()
def tokenizer() -> None:
    """The pieces that texts are cut into."""


@tokenizer.command()
def retrain() -> None:
    """Let the next run train a new tokenizer, on what it learns from.

    It is kept until another one is asked for. Its ids are not those of the champion, so the next ALBERT
    starts from fresh weights. What earlier versions need stays.

    \b
    Example:
        rating-model tokenizer retrain
    """
    from text_models.tokens.tokenizer_store import TokenizerStore

    settings = load_settings()
    with (
        reporting_errors(settings.data_dir),
        open_model_store("rating", settings.rating.storage, partial(bucket_named, settings)) as models,
    ):
        store = TokenizerStore(models / "tokenizers")
        store.request_new()
        number = max(store.numbers(), default=0) + 1
    click.echo(f"The next run trains tokenizer {number}.")
