"""`amzn-review uploader`: reviews arrive."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from amzn_review.data_layout import DataLayout
from amzn_review.streams.redis_stream import connect
from amzn_review.uploader.bucket_destination import BucketUploader
from amzn_review.uploader.folder_destination import LocalUploader
from amzn_review.uploader.review_stream import Pace, UploadReport
from amzn_review.uploader.stream_destination import StreamUploader
from console.command_errors import reporting_errors
from console.progress_bar import count_bar
from services.aws.s3_server import start_s3
from services.buckets import site_bucket
from services.queue.queue_addresses import broker_url, start_broker
from settings import Settings, load_settings


@click.group()
def uploader() -> None:
    """The stream of arriving reviews."""


@uploader.command()
@click.option("--local", is_flag=True, help="Drop into DATA_DIR/uploaded, not into a bucket: --to folder.")
@click.option(
    "--to",
    "destination",
    type=click.Choice(["bucket", "folder", "stream"]),
    help="Where reviews are dropped; stream: added to the Redis stream STREAM_NAME.  [default: bucket]",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="Reviews a second on average, over all workers; 0 is as fast as it goes.",
)
@click.option("--limit", type=click.IntRange(min=0), help="Drop at most so many reviews in this run.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Threads that copy or send files.  [default: 32 into the bucket, else 1]",
)
@click.option(
    "--batch",
    type=click.IntRange(1, 100_000),
    default=1,
    show_default=True,
    help="Reviews in one object of the bucket, or sent to the stream together; a thousand cost a "
    "thousandth of the requests.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Sets the order and the gaps.")
@click.option(
    "--max-interval",
    type=click.FloatRange(min=0),
    help="Longest gap between two reviews in seconds; a small one makes the stream faster than --rate.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def run(
    *,
    local: bool,
    destination: str | None,
    rate: float,
    limit: int | None,
    workers: int | None,
    batch: int,
    seed: int,
    max_interval: float | None,
    as_json: bool,
) -> None:
    """Drop reviews of DATA_CATEGORIES (default: all) one by one, as a stream.

    Each file appears whole or not at all, even when the run is killed. Ctrl-C ends it cleanly; the next run
    continues where it stopped and drops nothing twice. Product metadata in DATA_DIR/metadata/products, the
    station list in DATA_DIR/metadata/climate and daily weather in DATA_DIR/climate are dropped first. Without
    --local or --to they go into the bucket AWS_S3_BUCKET. With --to stream, reviews and products become
    entries of the stream STREAM_NAME on the broker of the models' queue, which is started if it is this
    machine's own; `STREAM=redis amzn-review load --local` loads them.

    \b
    Example:
        amzn-review uploader run --local --rate 50 --limit 1000
        amzn-review uploader run --rate 0 --batch 1000
        amzn-review uploader run --to stream --rate 200 --limit 1000
    """
    if local and destination not in (None, "folder"):
        raise click.UsageError(f"--local is --to folder: leave it out, or --to {destination}.")
    destination = "folder" if local else destination or "bucket"
    if destination == "folder" and batch > 1:
        raise click.UsageError(
            "--batch is for a bucket, where each object costs, or a stream: leave out --local or --batch."
        )
    settings = load_settings()
    with reporting_errors(settings.data_dir), _stop_on_signal() as stop:
        layout = DataLayout(settings.data_dir)
        pace: Pace = {
            "categories": settings.data_categories,
            "rate": rate,
            "limit": limit,
            "seed": seed,
            "max_interval": max_interval,
            "stop": stop,
        }
        if workers:
            pace["workers"] = workers
        stream: LocalUploader | BucketUploader | StreamUploader
        if destination == "folder":
            stream = LocalUploader(layout, **pace)
        else:
            into = _into_stream if destination == "stream" else _into_bucket
            stream = into(settings, layout, batch, pace)
        with count_bar("Dropping reviews") as progress:
            report = stream.run(progress)
        click.echo(json.dumps(asdict(report)) if as_json else _sentence(report))


def _into_bucket(settings: Settings, layout: DataLayout, batch: int, pace: Pace) -> BucketUploader:
    bucket = site_bucket(settings)
    start_s3(settings)
    return BucketUploader(layout, bucket, batch=batch, **pace)


def _into_stream(settings: Settings, layout: DataLayout, batch: int, pace: Pace) -> StreamUploader:
    if settings.stream.kind == "kafka":
        raise click.UsageError(
            "--to stream adds to a Redis stream, and STREAM=kafka is loaded from a topic: fill that with a "
            "producer of your own, or set STREAM=redis."
        )
    start_broker(settings)
    return StreamUploader(
        layout, connect(broker_url(settings), is_shared=True), settings.stream.key, batch=batch, **pace
    )


@contextmanager
def _stop_on_signal() -> Iterator[threading.Event]:
    stop = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stop.set()) for number in signals]
    try:
        yield stop
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _sentence(report: UploadReport) -> str:
    again = "; run again to continue" if report.remaining else ""
    lines = [f"dropped {report.dropped:,}, {report.remaining:,} remain{again}"]
    lines += [f"  {name}: {count:,}" for name, count in report.by_category.items() if count]
    if report.product_files:
        lines.append(f"  product metadata: {report.product_files:,} files")
    if report.climate_files:
        lines.append(f"  climate: {report.climate_files:,} files")
    return "\n".join(lines)
