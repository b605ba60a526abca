"""When a DAG that loads arrivals runs."""

from __future__ import annotations

from airflow.sdk import Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable

from workflow.plugins.hooks.stream_hook import STREAM_CONNECTION
from workflow.plugins.triggers.stream_trigger import StreamTrigger

LOOK_EVERY_S = 10.0
TELL_AGAIN_S = 600.0


def arrival_schedule(
    timetable: CronTriggerTimetable, *, has_stream: bool
) -> CronTriggerTimetable | AssetOrTimeSchedule:
    """By the clock; if there is a stream, also as soon as entries wait in it."""
    if not has_stream:
        return timetable
    watcher = AssetWatcher(
        name="entries_wait", trigger=StreamTrigger(STREAM_CONNECTION, LOOK_EVERY_S, TELL_AGAIN_S)
    )
    return AssetOrTimeSchedule(timetable=timetable, assets=Asset("stream_of_arrivals", watchers=[watcher]))
