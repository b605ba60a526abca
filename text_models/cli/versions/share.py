"""`text-models share`: how frequent a label is among texts that nobody has labelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np

from console.command_errors import reporting_errors
from text_models.cli.encoder_option import encoder_option
from text_models.cli.model_settings import load_model_settings
from text_models.cli.versions.task_models import open_predictor
from text_models.cli.versions.text_input import BadInputError, texts_of_lines


@click.command()
@click.argument("task")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@encoder_option
@click.option("--version", metavar="VERSION", help="Ask this version. Default: the champion.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def share(task: str, file: Path, version: str | None, *, as_json: bool) -> None:
    """Estimate how many of the texts in FILE, one a line, have each label of TASK.

    Prints for each label its share among the texts that the version has learned from, and the share among
    these that makes its probabilities likeliest (Saerens et al. 2002, each label against the rest). A text of
    another kind than those learned from counts as what it resembles: look at some before you rely on it.

    \b
    Example:
        text-models share toxicity-en comments.txt
    """
    from text_models.scoring.prior_shift import expected_share

    settings = load_model_settings()
    with reporting_errors(settings.data_dir), file.open("rb") as lines:
        predictor = open_predictor(settings, task, version)
        asked = [answer for _, answer in predictor.predict_each(texts_of_lines(lines, str(file)))]
        if not asked:
            raise BadInputError(f"{file} holds no text; expected one a line.")
    found: dict[str, dict[str, Any]] = {}
    for label, learned in predictor.learned_shares.items():
        if 0 < learned < 1:
            likely = np.array([answer.probabilities[label] for answer in asked])
            found[label] = {"learned": round(learned, 6), "here": round(expected_share(likely, learned), 6)}
    if not found:
        raise click.ClickException(
            f"Version {predictor.version} does not say of what it learned: train one from files of texts."
        )
    if as_json:
        click.echo(json.dumps({"version": predictor.version, "texts": len(asked), "shares": found}))
        return
    for label, shares in found.items():
        click.echo(f"{label}: {shares['here']:.2%} of {len(asked):,} texts; learned {shares['learned']:.2%}.")
