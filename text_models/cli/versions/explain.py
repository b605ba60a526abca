"""`text-models explain`: why a text gets its label."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from text_models.cli.encoder_option import encoder_option
from text_models.cli.model_settings import load_model_settings
from text_models.cli.versions.task_models import open_predictor
from text_models.cli.versions.text_input import shown, texts_of_arguments

if TYPE_CHECKING:
    from text_models.classifiers.classifier import TextClassifier
    from text_models.classifiers.explanation import Part

MOST_PARTS = 20


@click.command()
@click.argument("task")
@click.argument("text")
@encoder_option
@click.option("--label", metavar="LABEL", help="Explain this label. Default: the likeliest.")
@click.option("--version", metavar="VERSION", help="Ask this version. Default: the champion.")
@click.option("--attention", is_flag=True, help="Say what a network with attention looked at instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with every part in its order.")
def explain(
    task: str, text: str, *, label: str | None, version: str | None, attention: bool, as_json: bool
) -> None:
    """Say what each part of TEXT does for its label.

    A line a part, the strongest first: how far it moves the log-odds of the label, above 0 towards it, below
    0 away from it; the part; and its place in the text, counted in characters from 0. With --attention, which
    a version with the rung bilstm_attention has, the weights are the shares of the network's attention
    instead: 0 or more, 1 together, whatever the label.

    \b
    Example:
        text-models explain toxicity-ru "Спасибо, очень помогли!"
    """
    settings = load_model_settings()
    with reporting_errors(settings.data_dir):
        ((_, whole),) = texts_of_arguments([text])
        predictor = open_predictor(settings, task, version)
        scores = predictor.predict([whole])[0].probabilities
        explained = label if label is not None else max(scores, key=lambda name: scores[name])
        parts = explained_parts(predictor.classifier, whole, explained, by_attention=attention)
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


def explained_parts(classifier: TextClassifier, text: str, label: str, *, by_attention: bool) -> list[Part]:
    """The parts of a text with their weights. Raises ValueError for attention that there is none of."""
    if not by_attention:
        return classifier.explain(text, label)
    from text_models.classifiers.networks.attention_explanation import attention

    return attention(classifier, text)
