"""dlt: its filesystem source with `read_jsonl` into its PostgreSQL destination, default settings."""

from __future__ import annotations

import time

import dlt
from dlt.destinations import postgres
from dlt.sources.filesystem import filesystem, read_jsonl

from benchmarks.contenders.contender_job import ContenderJob, Seconds, answer


def load(job: ContenderJob) -> Seconds:
    """Seconds from the call until the pipeline has ended, its last commit included."""
    started = time.perf_counter()
    files = filesystem(bucket_url=job.folder.as_uri(), file_glob="*.json.gz")
    pipeline = dlt.pipeline(
        pipeline_name="reviews",
        pipelines_dir=job.work_dir,
        destination=postgres(credentials=job.uri),
        dataset_name="dlt_reviews",
    )
    pipeline.run((files | read_jsonl()).with_name("reviews"))
    return {"dlt": time.perf_counter() - started}


if __name__ == "__main__":
    answer(load)
