"""Killed before and after random steps from list to archive: all ends as in a run that nobody disturbed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from storage.address import BucketAddress
from storage.bucket import Bucket
from tests.amzn_review.load_site import numbered, packed
from tests.amzn_review.s3.batch_site import BatchSite
from tests.amzn_review.sample_files import LARGE
from tests.s3_site import S3Site

PROJECT_ROOT = Path(__file__).resolve().parents[3]
# Runs all batches in a copy of itself for each of the given steps, and kills the copy there: a step is a
# request that changes the bucket, and 0 is none. The load is a file that appears whole, once a batch.
PROGRAM = """
import json, os, signal, sys
from itertools import count
from pathlib import Path
from amzn_review.s3 import batch_segments
from storage import object_mover
from storage.address import BucketAddress
from storage.bucket import Bucket
from amzn_review.s3.frozen_batch import freeze
from tests.amzn_review.s3.batch_site import NOW, BatchSite

loaded = Path(sys.argv[1])

def run():
    site = BatchSite(Bucket(BucketAddress(**json.loads(os.environ["BUCKET"]))))
    while batch_id := freeze(site.bucket, NOW, site.limits):
        site.pack(batch_id)
        part = loaded / "part"
        part.write_text(json.dumps({kind: site.rows(batch_id, kind) for kind in ("reviews", "rejections")}))
        if not (loaded / batch_id).exists():
            part.rename(loaded / batch_id)
        site.archive(batch_id)

def kill_at(step, is_after):
    numbers = count(1)
    def counted(work):
        def do(self, *arguments, **named):
            if work.__name__ == "boto_call" and arguments[1] in ("list_objects_v2", "head_object"):
                return work(self, *arguments, **named)
            is_last = next(numbers) == step
            if is_last and not is_after:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = work(self, *arguments, **named)
            if is_last:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer
        return do
    for name in ("put", "boto_call"):
        setattr(object_mover.ObjectMover, name, counted(getattr(object_mover.ObjectMover, name)))

batch_segments.SEGMENT_OBJECTS = 40
for step, is_after in json.loads(sys.argv[2]):
    pid = os.fork()
    if not pid:
        kill_at(step, is_after)
        run()
        os._exit(0)
    print(os.waitpid(pid, 0)[1], flush=True)
"""


def fill(site: BatchSite) -> None:
    pairs = [
        (f"uploaded/reviews/lamps/{number:03}.json.gz", packed(numbered(number))) for number in range(300)
    ]
    pairs += [
        (f"uploaded/reviews/lamps/{number}-lines.json.gz", packed(numbered(1000 + number) + b"bad\n"))
        for number in range(8)
    ]
    pairs += [(f"uploaded/reviews/lamps/{number}-bad.json.gz", b"bad %d" % number) for number in range(8)]
    pairs += [(f"uploaded/reviews/lamps/{number}-large.json.gz", LARGE) for number in range(2)]
    assert len(list(site.bucket.put_many(pairs))) == 318


def statuses(site: BatchSite, loaded: Path, steps: list[tuple[int, bool]]) -> list[int]:
    """How each copy ended: 0 at its own end, 9 if it was killed."""
    address = site.bucket.address
    names = ("bucket", "region", "endpoint_url", "access_key_id", "secret_access_key")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(loaded), json.dumps(steps)],
        cwd=PROJECT_ROOT,
        env={**os.environ, "BUCKET": json.dumps({name: getattr(address, name) for name in names})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [int(status) for status in done.stdout.split()]


def outcome(site: BatchSite, loaded: Path) -> tuple[object, ...]:
    rows = {path.name: json.loads(path.read_text()) for path in loaded.iterdir() if path.name != "part"}
    return rows, site.found(), site.keys("copy/"), site.keys("uploaded/"), site.keys("manifests/")


def test_killed_at_random_steps(s3_site: S3Site, bucket_address: BucketAddress, tmp_path: Path) -> None:
    calm, killed = BatchSite(Bucket(bucket_address)), BatchSite(Bucket(s3_site.new_bucket()))
    folders = [tmp_path / "calm", tmp_path / "killed"]
    for site, folder in zip((calm, killed), folders, strict=True):
        folder.mkdir()
        fill(site)
    assert statuses(calm, folders[0], [(0, False)]) == [0]
    assert len(calm.found()) == 318 + 8 + 1  # the objects, the bad lines, the manifest
    dice = random.Random(20260117)
    steps = [(dice.randint(1, 18), dice.random() < 0.5) for _ in range(12)]
    ends = statuses(killed, folders[1], [*steps, (0, False)])
    assert ends[-1] == 0
    assert ends.count(9) >= 6, ends
    assert outcome(killed, folders[1]) == outcome(calm, folders[0])
