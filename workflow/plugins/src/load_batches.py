"""Loads what waits, and lets the run end here when that was nothing."""

from __future__ import annotations

import logging
from itertools import islice
from pathlib import Path
from typing import Any

from airflow.sdk.exceptions import AirflowFailException

from amzn_review.batch.arrivals import left_alone
from amzn_review.data_layout import DataLayout
from workflow.sql_paths import SQL_DIR

log = logging.getLogger(__name__)
SHOWN_PATHS = 10
BATCH_ID = "{{ ti.xcom_pull(task_ids='load', key='batch_id') }}"


def load_batches(
    data_dir: str, limits: dict[str, Any], run_id: str, ti: Any, *, has_stream: bool = False
) -> list[str]:
    """The runs that the rest of the DAG is about: this one, and any whose open batch it has finished.

    None, so that the rest is skipped, when the ledger holds no batch of theirs. The ledger is asked because
    what an earlier attempt of this run has committed counts too. XCom `batch_id`: the latest of the batches.
    Migrations that the warehouse has not applied are applied first. With `has_stream`, entries of the stream
    of connection `arrivals` are loaded too. Raises AirflowFailException, so that
    there is no retry, when one cannot be, or when a batch is too bad or does not balance.
    """
    from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError
    from amzn_review.balance_table import balance_table
    from amzn_review.batch.batch_error import TooManyBadError
    from amzn_review.load_limits import LoadLimits
    from amzn_review.migrations.schema_file import MigrationError
    from amzn_review.postgres.loader import Loader
    from amzn_review.postgres.migrations import migrate
    from workflow.plugins.hooks.stream_hook import StreamHook
    from workflow.plugins.hooks.warehouse_hook import WarehouseHook

    layout, hook = DataLayout(Path(data_dir)), WarehouseHook()
    _name_left_alone(layout)
    runs = {run_id}
    try:
        migrate(hook.transaction, SQL_DIR, log.info)
        loader = Loader(layout, hook.transaction, SQL_DIR, run_id, LoadLimits(**limits))
        if has_stream:
            loader.source = StreamHook().source(layout)
        for sheet in loader.run():
            runs.add(sheet.run_id)
    except (MigrationError, TooManyBadError, UnbalancedBatchError) as error:
        raise AirflowFailException(str(error)) from error
    run_ids = sorted(runs)
    rows = hook.run_file("summary/batches_of_runs.sql", {"run_ids": run_ids})
    sheets = [BalanceSheet(*row) for row in rows]
    if not sheets:
        log.info("Nothing waits in %s: no new files, nothing to do.", layout.uploaded)
        return []
    log.info("Balance sheet of %s:\n%s", ", ".join(run_ids), "\n".join(balance_table(sheets)))
    ti.xcom_push(key="batch_id", value=sheets[-1].batch_id)
    return run_ids


def _name_left_alone(layout: DataLayout) -> None:
    """Say what lies in uploaded/ and no batch takes: the first few by name."""
    paths = left_alone(layout)
    for path in islice(paths, SHOWN_PATHS):
        log.warning("%s is left alone: expected a file NAME.json.gz in a category's folder.", ascii(path))
    if more := sum(1 for _ in paths):
        log.warning("So are %s more.", f"{more:,}")
