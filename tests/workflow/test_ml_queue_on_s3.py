"""The whole DAG with a real Valkey and a real Celery worker, which share a bucket and no folder at all."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from storage.artifact_store import artifact_session
from storage.bucket import Bucket
from tests.s3_site import S3Site
from tests.workflow.queue_site import queue_site
from tests.workflow.test_ml_queue import ALL_GREEN, batch_of, predicted, reviews

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def test_a_worker_that_is_killed_in_its_training_goes_on_and_the_predictions_arrive(
    s3_site: S3Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = s3_site.new_bucket()
    bucket, place = Bucket(address), f"s3://{address.bucket}/rating"
    shell = {
        "RATING_STORAGE": f"{place}/",
        "AWS_ENDPOINT_URL_S3": s3_site.endpoint_url,
        "AWS_ACCESS_KEY_ID": s3_site.access_key_id,
        "AWS_SECRET_ACCESS_KEY": s3_site.secret_access_key,
    }
    killed_at: list[int] = []
    with queue_site(tmp_path_factory.mktemp("queue"), **shell) as site:

        def kill_once(tasks: dict[str, dict[str, Any]]) -> None:
            if killed_at or tasks.get("train", {}).get("state") != "running":
                return
            keys = [found.key for found in bucket.list("rating/work/") if "/checkpoints/" in found.key]
            step = max(
                (int(found[1]) for key in keys if (found := re.search(r"/step-(\d+)-", key))), default=0
            )
            if step >= 60:
                killed_at.append(step)
                site.kill_worker()
                site.start_worker()

        site.drop("first", reviews("we"))
        run = site.run(kill_once)
        assert (run.state, run.states()) == ("success", ALL_GREEN)
        assert (len(killed_at), run.tasks["train"]["try_number"]) == (1, 2)
        steps = re.findall(r"step (\d+) of (\d+)", site.log(site.worker, run, "train", attempt=2))
        # A line every tenth: from the beginning it would be an earlier one.
        assert killed_at[0] < int(steps[0][0])
        assert steps[-1][0] == steps[-1][1]
        batch = batch_of(site, run)
        assert predicted(site, batch) == [(600, 600, batch, batch)]
        assert not (site.main.data_dir / "models").exists()
        assert not site.worker.data_dir.exists()
    with artifact_session(lambda _: bucket) as here:
        champion = here.read_file(f"{place}/models/rating/champion.json")
        assert json.loads(champion.read_text()) == {"version": batch}
        assert (here.read(f"{place}/reports/rating/{batch}") / "index.html").is_file()
        assert here.folders(f"{place}/work") == {}
