"""Packs a frozen batch: many small objects become few, of the size that COPY reads well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.src.final_failures import final_failures

if TYPE_CHECKING:
    from airflow.sdk import XComArg

    from amzn_review.climate.units.unit_evidence import UnitsSetting


class PackOperator(BaseOperator):
    """Reads each object of the batch once, and stores its rows and originals packed. Safe to repeat."""

    template_fields = ("batch_id",)

    def __init__(
        self,
        *,
        batch_id: str | XComArg,
        limits: dict[str, Any],
        climate_units: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id
        self.limits = limits
        self.climate_units = climate_units

    def execute(self, context: Context) -> None:
        """Raises AirflowFailException when too much is bad: then the objects wait again; S3Error."""
        from amzn_review.load_limits import LoadLimits
        from amzn_review.s3.packing import pack

        with final_failures():
            packed = pack(
                AwsHook().bucket(),
                str(self.batch_id),
                LoadLimits(**self.limits),
                cast("UnitsSetting", self.climate_units),
            )
        for reading in packed.climate_readings:
            self.log.info("%s: %s.", reading.source_key, reading.text())
        for note in packed.notes:
            self.log.warning("%s", note)
        self.log.info(
            "%s objects: %s review records listed, %s to load, %s of products, %s stations, %s days of "
            "climate, %s records set aside, %s objects held.",
            *(
                f"{number:,}"
                for number in (
                    packed.objects, packed.listed, packed.staged, packed.products, packed.station_rows,
                    packed.climate_rows, packed.rejections, len(packed.held_keys),
                )
            ),
        )  # fmt: skip
