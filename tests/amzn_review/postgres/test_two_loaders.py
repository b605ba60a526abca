"""Two loads at once: one waits for the other, and no row comes twice."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast

from benchmarks.fault_process import READY, FaultJob
from storage.folder_lock import only_process
from tests.amzn_review.load_site import LoadSite, numbered, packed
from tests.conftest import PROJECT_ROOT

FILES = 600


def start(site: LoadSite, batch_files: int) -> subprocess.Popen[str]:
    """A process that loads the site."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.fault_process"],
        cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert cast(IO[str], process.stdout).readline() == READY
    job = FaultJob(str(site.layout.root), site.address.uri("postgresql"), batch_files)
    stdin = cast(IO[str], process.stdin)
    stdin.write(json.dumps(asdict(job)) + "\n")
    stdin.flush()
    return process


def ledger(site: LoadSite) -> tuple[int, ...]:
    (sums,) = site.rows("select sum(files), sum(loaded), sum(duplicate), sum(held) from ingest_batches")
    return sums


def test_of_two_processes_in_one_folder_one_waits(site: LoadSite) -> None:
    files = {f"reviews/lamps/{number}.json.gz": packed(numbered(number)) for number in range(FILES)}
    for key, content in files.items():
        site.put(key, content)
    processes = [start(site, batch_files=50) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert site.reviewers() == sorted(f"R{number}" for number in range(FILES))
    assert ledger(site) == (FILES, FILES, 0, 0)
    assert site.lies("pack") == files
    assert [file.place for file in site.found() if file.place != "pack"] == []


def test_of_two_folders_that_fill_one_warehouse_one_waits(site: LoadSite, tmp_path: Path) -> None:
    other = site.below(tmp_path / "other")
    for number in range(FILES):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
        other.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number + FILES // 2)))
    processes = [start(place, batch_files=50) for place in (site, other)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert site.reviewers() == sorted(f"R{number}" for number in range(FILES * 3 // 2))
    assert ledger(site) == (2 * FILES, FILES * 3 // 2, FILES // 2, 0)
    assert (len(site.lies("pack")), len(other.lies("pack"))) == (FILES, FILES)


def test_a_load_waits_until_the_folder_is_free(site: LoadSite) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    lock = site.layout.manifests / ".lock"
    with only_process(lock, "load", site.layout.root):
        load = threading.Thread(target=site.load)
        load.start()
        load.join(0.5)
        assert load.is_alive()
        assert site.reviewers() == []
    load.join(60)
    assert site.reviewers() == ["R1"]


def test_a_load_waits_until_the_transaction_of_another_machine_has_ended(site: LoadSite) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    with site.address.connect() as elsewhere:
        elsewhere.execute("select pg_advisory_xact_lock(hashtext('amzn_review load'))")
        load = threading.Thread(target=site.load)
        load.start()
        load.join(0.5)
        assert load.is_alive()
    load.join(60)
    assert site.reviewers() == ["R1"]
