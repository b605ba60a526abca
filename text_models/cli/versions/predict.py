"""`text-models predict`: labels for texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from console.command_errors import reporting_errors
from text_models.cli.encoder_option import encoder_option
from text_models.cli.model_settings import load_model_settings
from text_models.cli.versions.task_models import open_predictor
from text_models.cli.versions.text_input import shown, texts_of_arguments, texts_of_lines

if TYPE_CHECKING:
    from text_models.ladder.version_predictor import Answer, VersionPredictor

NOTHING, DASH = "(none)", "-"


@click.command()
@click.argument("task")
@click.argument("texts", nargs=-1)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="A text a line, UTF-8; - reads standard input.",
)
@encoder_option
@click.option("--version", metavar="VERSION", help="Ask this version. Default: the champion.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
def predict(task: str, texts: Sequence[str], file: str | None, version: str | None, *, as_json: bool) -> None:
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
    settings = load_model_settings()
    with reporting_errors(settings.data_dir), ExitStack() as opened:
        if texts:
            rows = iter(list(texts_of_arguments(texts)))
        elif file in (None, DASH):
            rows = texts_of_lines(_standard_input(asked=file is not None), "standard input")
        else:
            rows = texts_of_lines(opened.enter_context(Path(file or "").open("rb")), str(file))
        predictor = open_predictor(settings, task, version)
        answers = _answers(predictor, rows)
        if as_json:
            for number, _, answer in answers:
                click.echo(_json_line(predictor, None if texts else number, answer))
        elif len(texts) == 1:
            ((_, _, answer),) = answers
            click.echo(f"{told(answer)} (version {predictor.version})")
        else:
            for number, text, answer in answers:
                click.echo(f"{number:>7}  {told(answer)}  {shown(text)}")


def _standard_input(*, asked: bool) -> BinaryIO:
    """Standard input; at a terminal only if it was asked for."""
    stream = sys.stdin.buffer
    if not asked and stream.isatty():
        raise click.UsageError('Give one or more "TEXT", --file FILE, or lines on standard input.')
    return stream


def told(answer: Answer) -> str:
    """Return the labels of an answer with their scores, the likeliest first."""
    scored = sorted(answer.labels, key=lambda label: -answer.probabilities[label])
    return ", ".join(f"{shown(label)} {answer.probabilities[label]:.3f}" for label in scored) or NOTHING


def _answers(
    predictor: VersionPredictor, rows: Iterator[tuple[int, str]]
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
