"""`text-models migration report`: the champions' scores beside those that another service gave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from scoring_service.cli.serve import old_scale_file, open_shelf
from text_models.cli.model_settings import load_model_settings

if TYPE_CHECKING:
    from scoring_service.migration.score_comparison import Pair, ScoreComparison

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
HEAD = ("attribute", "language", "comments", "learned from", "correlation", "flips", "95 % interval")
FAR_HEAD = ("attribute", "line", "stored", "new", "comment")
LONGEST = 60
DASH = "-"


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--threshold",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="From which score on your site acts.",
)
@click.option(
    "--farthest",
    default=5,
    show_default=True,
    type=click.IntRange(0, 1000),
    help="So many comments that differ most, for each attribute and language.",
)
@click.option(
    "--write-map",
    "writes_map",
    is_flag=True,
    help="Write maps to the old scale, for `old_scale` of scoring.toml.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def report(file: Path, *, threshold: float, farthest: int, writes_map: bool, as_json: bool) -> None:
    """Compare the stored answers of FILE with what this service answers now.

    A line an attribute and language: correlation, and how many comments would be treated otherwise at the
    site's threshold, with a 95 % interval (Wilson). Comments that the champion has learned from are left out
    and counted. Below stand the comments that differ most. To compare with: Perspective's own step from
    TOXICITY@5 to TOXICITY@6 moved 30 of 986 comments of Wikipedia's across .5, 3.0 %.

    With --write-map, a map that never falls, from the new scores to the stored ones, is written for each
    attribute and language of 50 comments or more. The service uses it while `old_scale` of scoring.toml is
    "on", for the version that it was made for alone.

    \b
    Example:
        text-models migration report answers.jsonl.gz --threshold 0.7
    """
    from scoring_service.migration.compare_answers import compare_answers
    from text_models.migration.stored_answers import read_answers

    settings = load_model_settings()
    with reporting_errors(settings.data_dir):
        answers, unread = read_answers(file)
        choices, _, shelf = open_shelf(settings)
        for sentence in shelf.refresh():
            click.echo(sentence, err=True)
        compared, unanswered = compare_answers(answers, choices.table, shelf)
    for reason, count in unread.items():
        click.echo(f"Left out: {count:,} lines, {reason}.", err=True)
    for (name, language), count in unanswered.items():
        told = f"in {language}" if language else "in several languages or none"
        click.echo(f"Not answered here: {count:,} scores of {name} {told}.", err=True)
    if not compared:
        raise click.ClickException("No champion answers what was stored: train one, see `doctor`.")
    if writes_map:
        with reporting_errors(settings.data_dir):
            _write_maps(compared, old_scale_file(settings))
    if as_json:
        click.echo(json.dumps([_record(one, threshold, farthest) for one in compared]))
        return
    click.echo(plain_table(HEAD, [_row(one, threshold) for one in compared]))
    far = [_far_row(one.attribute, pair) for one in compared for pair in one.farthest(farthest)]
    if far:
        click.echo(f"\n{plain_table(FAR_HEAD, far)}")


def _write_maps(compared: list[ScoreComparison], file: Path) -> None:
    from scoring_service.migration.fitted_map import FEWEST, old_scale_of

    scale = old_scale_of(compared)
    if not scale.maps:
        raise click.ClickException(
            f"No map was written: no attribute has {FEWEST} comments that its champion has not learned from."
        )
    scale.write(file)
    click.echo(
        f'{len(scale.maps)} maps are in {file}: set `old_scale = "on"` in scoring.toml of DATA_DIR and start '
        "the service again.",
        err=True,
    )


def _row(one: ScoreComparison, threshold: float) -> tuple[str, ...]:
    flips = one.flips(threshold)
    return (
        one.attribute, one.language, f"{flips.of:,}", f"{one.learned:,}",
        DASH if one.correlation is None else f"{one.correlation:.3f}",
        f"{flips.found:,}", f"{flips.low:.1%} to {flips.high:.1%}",
    )  # fmt: skip


def _far_row(attribute: str, pair: Pair) -> tuple[str, ...]:
    text = " ".join(pair.text.split())
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return attribute, f"{pair.line:,}", f"{pair.stored:.2f}", f"{pair.new:.2f}", shown


def _record(one: ScoreComparison, threshold: float, farthest: int) -> dict[str, Any]:
    return {
        "attribute": one.attribute,
        "language": one.language,
        "task": one.task,
        "version": one.version,
        "learned": one.learned,
        "correlation": one.correlation,
        "threshold": threshold,
        "flips": one.flips(threshold)._asdict(),
        "farthest": [pair._asdict() for pair in one.farthest(farthest)],
    }
