"""The DAG on S3 runs by itself only where there is a bucket and a Redshift to run on."""

from __future__ import annotations

import pytest
from airflow.sdk import CronTriggerTimetable

from tests.conftest import PROJECT_ROOT

FILE = PROJECT_ROOT / "workflow" / "dags" / "amzn_review_etl_aws.py"


@pytest.mark.parametrize(
    ("shell", "is_daily"),
    [
        ({"STORAGE": "folder", "AWS_S3_BUCKET": "", "AWS_REDSHIFT_HOST": ""}, False),
        ({"STORAGE": "folder", "AWS_S3_BUCKET": "mine", "AWS_REDSHIFT_HOST": ""}, False),
        ({"STORAGE": "folder", "AWS_S3_BUCKET": "mine", "AWS_REDSHIFT_HOST": "c.example"}, True),
        ({"STORAGE": "s3", "AWS_S3_BUCKET": "", "AWS_REDSHIFT_HOST": ""}, True),
    ],
)
def test_it_is_daily_where_it_can_run(
    shell: dict[str, str], is_daily: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415 - reads Airflow's database settings

    for name, value in shell.items():
        monkeypatch.setenv(name, value)
    bag = DagBag(str(FILE))
    assert bag.import_errors == {}
    assert isinstance(bag.dags["amzn_review_etl_aws"].schedule, CronTriggerTimetable) == is_daily
