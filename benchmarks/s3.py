"""One-review objects a second into an S3 server and out of it, against a plain boto3 loop."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from amzn_review.data_layout import DataLayout
from benchmarks.bench_error import BenchError
from benchmarks.machine import cpu_model
from benchmarks.review_files import ReviewFiles
from benchmarks.s3_contenders import CATEGORY, BotoLoop, Ours, S3Contender
from benchmarks.workshop import free_port
from console.progress_bar import count_bar
from services.aws.s3_server import S3Server
from services.background_process import BackgroundProcess
from storage.address import BucketAddress

RESULT = Path(__file__).parent / "results" / "s3.json"
OBJECTS = 2_000
ROUNDS = 5
CONTENDERS: dict[str, type[BotoLoop | Ours]] = {"boto3_loop": BotoLoop, "ours": Ours}


def main() -> None:
    """Measure, and write results/s3.json. Raises BenchError when a contender loses or changes an object."""
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as folder:
        measured = measure(Path(folder), OBJECTS, ROUNDS)
    memory = round(psutil.virtual_memory().total / 1e9, 1)
    machine = {"cpu": cpu_model(), "cores": len(os.sched_getaffinity(0)), "memory_gb": memory}
    result = {"machine": machine, **measured}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    print(f"Written to {RESULT}", file=sys.stderr)


def measure(root: Path, objects: int, rounds: int) -> dict[str, Any]:
    """Objects a second, medians of `rounds` in which the contenders take turns, and ours / theirs.

    `upload_vs_boto3_loop`, `read_vs_boto3_loop`: medians of the rounds' ratios; higher is better. A round
    before them, which warms up, does not count. Client and server share the machine's cores.
    """
    layout = DataLayout(root / "data")
    ReviewFiles(objects, objects, objects // 10 or 1).write(layout.review_folder(CATEGORY))
    expected = _digest(path.read_bytes() for path in layout.review_folder(CATEGORY).iterdir())
    rates: dict[str, dict[str, list[float]]] = {
        action: {name: [] for name in CONTENDERS} for action in ("upload", "read")
    }
    buckets = {
        (turn, name): f"{name.replace('_', '-')}-{turn}" for turn in range(rounds + 1) for name in CONTENDERS
    }
    for bucket in buckets.values():
        (root / "s3" / bucket).mkdir(parents=True)
    server = S3Server(
        root / "s3",
        "unused",
        free_port(),
        secrets.token_hex(10),
        secrets.token_hex(20),
        BackgroundProcess("s3", root / "run", root / "logs"),
    )
    server.start()
    try:
        with count_bar("Rounds") as progress:
            for (turn, name), bucket in buckets.items():
                contender = CONTENDERS[name](layout, _address(server, bucket))
                upload, read = _round(contender, objects, expected)
                if turn:
                    rates["upload"][name].append(upload)
                    rates["read"][name].append(read)
                progress(turn, rounds)
    finally:
        server.stop()
    return {
        "objects": objects,
        "mean_bytes": round(
            sum(it.stat().st_size for it in layout.review_folder(CATEGORY).iterdir()) / objects
        ),
        "rounds": rounds,
        "server": "rclone serve s3",
        **{
            f"{action}_vs_boto3_loop": _ratio(found["ours"], found["boto3_loop"])
            for action, found in rates.items()
        },
        **{
            f"{action}_objects_a_second": {name: round(median(values)) for name, values in found.items()}
            for action, found in rates.items()
        },
        "all_rounds": {
            action: {name: [round(value) for value in values] for name, values in found.items()}
            for action, found in rates.items()
        },
    }


def _round(contender: S3Contender, objects: int, expected: str) -> tuple[float, float]:
    """Objects a second, uploaded and read."""
    start = time.perf_counter()
    uploaded = contender.upload()
    upload_s = time.perf_counter() - start
    start = time.perf_counter()
    contents = list(contender.read())
    read_s = time.perf_counter() - start
    if uploaded != objects or _digest(contents) != expected:
        raise BenchError(
            f"{type(contender).__name__} uploaded {uploaded:,} and read {len(contents):,} of {objects:,} "
            "objects, or other bytes than the files'; the figures would be worth nothing."
        )
    return objects / upload_s, objects / read_s


def _digest(contents: Iterable[bytes]) -> str:
    """Equal for the same contents in any order."""
    digests = sorted(hashlib.sha256(content).digest() for content in contents)
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return round(median(our / their for our, their in zip(ours, theirs, strict=True)), 2)


def _address(server: S3Server, bucket: str) -> BucketAddress:
    endpoint = f"http://127.0.0.1:{server.port}"
    return BucketAddress(bucket, "us-east-1", endpoint, server.access_key_id, server.secret_access_key)
