"""Killed at random steps from the upload to the archive: the next run ends as if nothing had been."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict

import pytest

from amzn_review.s3.batch_room import DOCUMENTS
from amzn_review.s3.frozen_batch import open_batches
from tests.amzn_review.redshift.document_site import BucketDocumentSite
from tests.conftest import PROJECT_ROOT

KILLS = 6
# For each of some steps: adds a file of its own in a copy of itself, kills the copy there, and adds the file
# again. A step is the moment before or after a request that changes the bucket, and before or after a commit.
# The first copies are killed nowhere; the second of them tells how many steps there are.
PROGRAM = """
import json, os, random, signal, sys
import boto3, obstore  # once, not in every copy
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.redshift.staged_kind import Staging
from services.postgres.databases import DatabaseAddress
from storage import object_mover
from storage.address import BucketAddress
from storage.bucket import Bucket
from tests.amzn_review.redshift.document_site import BucketDocumentSite
from tests.redshift_site import RedshiftSite
from workflow.sql_paths import REDSHIFT

told = json.loads(os.environ["SITE"])
folder = Path(sys.argv[1])

def add(number):
    bucket, address = BucketAddress(**told["bucket"]), DatabaseAddress(**told["address"])
    to = RedshiftAddress(address.host, address.port, address.database, address.user, address.password)
    session = RedshiftSession(to, REDSHIFT)
    warehouse = RedshiftSite(address, None, bucket)
    site = BucketDocumentSite(folder, Staging(session, Bucket(bucket), warehouse.role), warehouse)
    path = site.file(f"{number}.csv", f"text,mood\\nfirst {number},good\\nsecond {number},bad\\n,bad\\n")
    site.add(path, text="text", label="mood")

def kill_at(step):
    numbers = count(1)
    def pass_step():
        if next(numbers) == step:
            os.kill(os.getpid(), signal.SIGKILL)
    def counted(work):
        def do(self, *arguments, **named):
            reads = ("list_objects_v2", "head_object", "get_object")
            if work.__name__ == "boto_call" and arguments[1] in reads:
                return work(self, *arguments, **named)
            pass_step()
            answer = work(self, *arguments, **named)
            pass_step()
            return answer
        return do
    for name in ("put", "boto_call"):
        setattr(object_mover.ObjectMover, name, counted(getattr(object_mover.ObjectMover, name)))
    begin = RedshiftSession.transaction
    @contextmanager
    def transaction(self):
        with begin(self) as opened:
            yield opened
            pass_step()
        pass_step()
    RedshiftSession.transaction = transaction
    return numbers

def status_of(number, step):
    pid = os.fork()
    if not pid:
        numbers = kill_at(step)
        add(number)
        if step == -1:
            Path(folder, "steps").write_text(str(next(numbers) - 1))
        os._exit(0)
    return os.waitpid(pid, 0)[1]

status_of(0, 0)
status_of(0, -1)
steps = int(Path(folder, "steps").read_text())
print(steps)
part = int(sys.argv[2])
for number, first in enumerate(range(0, steps, -(-steps // part)), start=1):
    step = random.randint(first + 1, min(first - (-steps // part), steps))
    print(status_of(number, step), status_of(number, 0), flush=True)
"""


@pytest.mark.usefixtures("session")
def test_killed_at_random_steps(texts: BucketDocumentSite) -> None:
    site = {"bucket": asdict(texts.bucket.address), "address": asdict(texts.warehouse.address)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(texts.folder), str(KILLS)],
        cwd=PROJECT_ROOT,
        env={**os.environ, "SITE": json.dumps(site)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    steps, *statuses = done.stdout.splitlines()
    assert int(steps) > 30
    assert statuses == ["9 0"] * len(statuses)
    assert KILLS // 2 < len(statuses) <= KILLS
    expected = sorted(
        f"{place} {number}" for place in ("first", "second") for number in range(len(statuses) + 1)
    )
    assert sorted(text for (text,) in texts.rows("select text from documents")) == expected
    events = texts.rows(
        "select text, label from label_events inner join documents "
        "on label_events.document_id = documents.document_id"
    )
    assert sorted(events) == [(text, "good" if "first" in text else "bad") for text in expected]
    # The file of a run that was killed behind its commit is one more batch when it is added again.
    ((listed, loaded, duplicate, quarantined),) = texts.rows(
        "select sum(listed), sum(loaded), sum(duplicate), sum(quarantined) from document_batches"
    )
    assert (loaded, listed) == (len(expected), loaded + duplicate + quarantined)
    ((set_aside,),) = texts.rows("select count(*) from quarantined_records")
    assert set_aside == quarantined == listed // 3 == len(texts.keys("quarantine/empty/"))
    assert texts.keys("uploaded/") == texts.keys("copy/") == []
    assert open_batches(texts.bucket, DOCUMENTS) == []
    batches = texts.rows("select batch_id from document_batches order by batch_id")
    assert texts.keys("raw/") == [f"raw/documents/{batch}/part-00000.parquet" for (batch,) in batches]
