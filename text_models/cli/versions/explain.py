"""`text-models explain`: why a text gets its label."""

from __future__ import annotations

import json

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import load_settings
from text_models.cli.versions.task_models import open_predictor
from text_models.cli.versions.text_input import shown, texts_of_arguments

MOST_PARTS = 20


@click.command()
@click.argument("task")
@click.argument("text")
@click.option("--label", metavar="LABEL", help="Explain this label. Default: the likeliest.")
@click.option("--version", metavar="VERSION", help="Ask this version. Default: the champion.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with every part in its order.")
def explain(task: str, text: str, label: str | None, version: str | None, *, as_json: bool) -> None:
    """Say what each part of TEXT does for its label.

    A line a part, the strongest first: how far it moves the log-odds of the label, above 0 towards it, below
    0 away from it; the part; and its place in the text, counted in characters from 0.

    \b
    Example:
        text-models explain toxicity-ru "Спасибо, очень помогли!"
    """
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        ((_, whole),) = texts_of_arguments([text])
        predictor = open_predictor(settings, task, version)
        scores = predictor.predict([whole])[0].probabilities
        explained = label if label is not None else max(scores, key=lambda name: scores[name])
        parts = predictor.classifier.explain(whole, explained)
    if as_json:
        found = [
            {"start": start, "end": end, "text": whole[start:end], "weight": weight}
            for start, end, weight in parts
        ]
        told = {"model_version": predictor.version, "label": explained, "score": scores[explained]}
        click.echo(json.dumps({**told, "parts": found}))
        return
    click.echo(f"{shown(explained)} {scores[explained]:.3f} (version {predictor.version})")
    strongest = sorted(parts, key=lambda part: -abs(part[2]))[:MOST_PARTS]
    rows = [(f"{weight:+.3f}", shown(whole[start:end]), f"{start}-{end}") for start, end, weight in strongest]
    if rows:
        click.echo(plain_table(("weight", "part", "place"), rows))
    if len(parts) > MOST_PARTS:
        click.echo(f"{len(parts) - MOST_PARTS} more parts move it less: --json lists all.")
