"""`text-models predict`: labels for texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

import click

from console.command_errors import reporting_errors
from settings import load_settings
from text_models.cli.task_models import open_predictor
from text_models.cli.text_input import shown, texts_of_arguments, texts_of_lines

if TYPE_CHECKING:
    from text_models.ladder.version_predictor import Answer, VersionPredictor

NOTHING = "(none)"


@click.command()
@click.argument("task")
@click.argument("texts", nargs=-1)
@click.option("--file", type=click.File("rb"), help="A text a line, UTF-8; - reads standard input.")
@click.option("--version", metavar="VERSION", help="Ask this version. Default: the champion.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
def predict(
    task: str, texts: Sequence[str], file: BinaryIO | None, version: str | None, *, as_json: bool
) -> None:
    """Say which labels of TASK a text has.

    Prints each label answered with its score, 0 to 1. Where a text has any number of labels and none reaches
    its threshold, there is none: (none), in JSON an empty list. Without TEXTS and --file, the lines of
    standard input are read. Of lines the number comes first; blank ones are left out. Any number of lines
    takes the memory of a few.

    \b
    Example:
        text-models predict toxicity-ru "Спасибо, очень помогли!"
        text-models predict toxicity-ru --file comments.txt --json
    """
    if texts and file is not None:
        raise click.UsageError("Give TEXTS or --file FILE, not both.")
    if not texts and file is None:
        file = sys.stdin.buffer
        if file.isatty():
            raise click.UsageError('Give one or more "TEXT", --file FILE, or lines on standard input.')
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        rows = list(texts_of_arguments(texts)) if file is None else texts_of_lines(file)
        predictor = open_predictor(settings, task, version)
        if as_json:
            for number, _, answer in _answers(predictor, rows):
                click.echo(_json_line(predictor, number if file else None, answer))
        elif file is None and len(texts) == 1:
            ((_, _, answer),) = _answers(predictor, rows)
            click.echo(f"{told(answer)} (version {predictor.version})")
        else:
            for number, text, answer in _answers(predictor, rows):
                click.echo(f"{number:>7}  {told(answer)}  {shown(text)}")


def told(answer: Answer) -> str:
    """Return the labels of an answer with their scores, the likeliest first."""
    scored = sorted(answer.labels, key=lambda label: -answer.probabilities[label])
    return ", ".join(f"{shown(label)} {answer.probabilities[label]:.3f}" for label in scored) or NOTHING


def _answers(
    predictor: VersionPredictor, rows: Sequence[tuple[int, str]] | Iterator[tuple[int, str]]
) -> Iterator[tuple[int, str, Answer]]:
    texts: dict[int, str] = {}

    def kept() -> Iterator[tuple[int, str]]:
        for number, text in rows:
            texts[number] = text[:200]
            yield number, text

    for number, answer in predictor.predict_each(kept()):
        yield number, texts.pop(number), answer


def _json_line(predictor: VersionPredictor, line: int | None, answer: Answer) -> str:
    where = {} if line is None else {"line": line}
    scores = {label: float(score) for label, score in answer.probabilities.items()}
    return json.dumps(
        {**where, "model_version": predictor.version, "labels": list(answer.labels), "scores": scores}
    )
