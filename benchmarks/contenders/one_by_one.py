"""Parse a file, insert its row, commit, then the next. Into a table without key or index, its best case."""

from __future__ import annotations

import time

import psycopg2

from benchmarks.contenders.contender_job import ContenderJob, Seconds, answer
from benchmarks.contenders.plain_row import COLUMNS, plain_row


def load(job: ContenderJob) -> Seconds:
    """Seconds from the call to the last commit."""
    started = time.perf_counter()
    values = ", ".join(["%s"] * len(COLUMNS))
    statement = f"insert into plain_reviews ({', '.join(COLUMNS)}) values ({values})"
    connection = psycopg2.connect(job.uri)
    with connection.cursor() as cursor:
        for path in job.folder.iterdir():
            cursor.execute(statement, plain_row(path))
            connection.commit()
    connection.close()
    return {"one_by_one": time.perf_counter() - started}


if __name__ == "__main__":
    answer(load)
