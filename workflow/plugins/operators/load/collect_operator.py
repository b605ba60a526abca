"""Collects the new posts of one source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException

if TYPE_CHECKING:
    from airflow.sdk import XComArg


class CollectOperator(BaseOperator):
    """Leaves the posts in uploaded/ of `data_dir` or, with `is_bucket`, of connection `aws`'s bucket."""

    template_fields = ("source",)
    ui_color = "#e3eefa"

    def __init__(
        self,
        *,
        source: str | XComArg,
        folders: list[str],
        task_folders: list[str],
        data_dir: str,
        is_bucket: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.folders = folders
        self.task_folders = task_folders
        self.data_dir = data_dir
        self.is_bucket = is_bucket

    def execute(self, context: Context) -> None:
        """Raises AirflowFailException when the source, its file or its token will not do: the collector has
        tried again already. An S3Error or OSError lets the task try again."""
        from amzn_review.collecting.collect_place import BucketPlace, CollectPlace, FolderPlace
        from amzn_review.collecting.open_collector import open_collector
        from amzn_review.collecting.source_error import SourceError, SourceLimitError
        from amzn_review.collecting.source_files import read_source
        from amzn_review.data_layout import DataLayout
        from errors import SentenceError
        from storage.s3_error import S3Error
        from workflow.plugins.hooks.aws_hook import AwsHook
        from workflow.plugins.hooks.collector_hook import CollectorHook

        layout, hook = DataLayout(Path(self.data_dir)), CollectorHook()
        place: CollectPlace = (
            BucketPlace(AwsHook().bucket(), layout) if self.is_bucket else FolderPlace(layout)
        )
        try:
            source = read_source(_paths(self.folders), str(self.source), _paths(self.task_folders))
            collector = open_collector(source, hook.tokens(), hook.authors(), place)
        except S3Error:
            raise
        except SentenceError as error:
            raise AirflowFailException(str(error)) from error
        try:
            collector.run()
        except SourceLimitError as error:
            self.log.warning("%s", error)
        except SourceError as error:
            raise AirflowFailException(str(error)) from error
        finally:
            for note in collector.collected.notes:
                self.log.warning("%s", note)
            self.log.info("%s", collector.collected.text())


def _paths(folders: list[str]) -> list[Path]:
    return [Path(folder) for folder in folders]
