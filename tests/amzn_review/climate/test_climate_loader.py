"""From uploaded/ into stations and climate: whole rows, each once, whatever dies or changes on the way."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

import psycopg
import pytest

from amzn_review.archive.raw_listing import archived_batches, archived_keys, holders, open_archived
from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.batch.batch_file import FileReader
from amzn_review.batch.manifest import open_manifests
from amzn_review.climate.climate_archive import ClimateArchive
from amzn_review.climate.climate_arrivals import climate_left_alone
from amzn_review.climate.climate_files import ClimateFiles
from amzn_review.postgres.batch_kind import FileNotes
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from amzn_review.postgres.staged_batch import StagedBatch
from amzn_review.quarantine.replay import Replay
from amzn_review.uploader.clear_folders import clear_arrivals
from tests.amzn_review.climate.conftest import ClimateSite
from tests.amzn_review.climate.every_element import NOTES, ROWS, STATION, STATION_LINE, measures, weather
from tests.conftest import SQL_DIR

LIST = "metadata/climate/ghcnd-stations.txt"


PARK = b"USW00094728  40.7789  -73.9692   39.6 NY NEW YORK CNTRL PK TWR              HCN 72506\n"


PARK_ROW = ("USW00094728", "NEW YORK CNTRL PK TWR", -73.9692, 40.7789, 39.6, "NY", "US", False)


DAYS = "select station_id, date::text, precipitation, min_temp, max_temp, wt01 from climate order by 1, 2"


WRITTEN = "select xmin::text, station_id, date::text from climate order by 2, 3"


def days(*lines: str, columns: str = "PRCP,TMIN,TMAX") -> bytes:
    """A file of New York's days: each line is a day of January 2013 and its values, metric."""
    is_weather = columns.startswith("WT")
    rows = [
        "USW00094728,2013-01-" + (line if is_weather else re.sub(r",(-?\d+)(?=,|$)", r",\1.0", line))
        for line in lines
    ]
    return "\n".join([f"STATION,DATE,{columns}", *rows, ""]).encode()


@pytest.fixture
def metric(climate: ClimateSite) -> ClimateSite:
    return climate.in_units("metric")


@pytest.mark.parametrize("units", ["imperial", "metric"])
def test_every_column(
    climate: ClimateSite, caplog: pytest.LogCaptureFixture, units: Literal["imperial", "metric"]
) -> None:
    climate.put("climate/a.csv", measures(units))
    climate.put("climate/b.csv", weather())
    climate.put(LIST, STATION_LINE)
    climate.in_units(units).load()
    assert climate.rows("select * from climate order by 1, 2") == ROWS
    assert climate.rows("select * from stations") == [STATION]
    warned = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert f"climate/a.csv: {NOTES[0]}." in warned


def test_a_later_file_changes_adds_and_leaves_alone_and_writes_what_differs_only(metric: ClimateSite) -> None:
    metric.put("climate/a.csv", days("01,1.0,-2.5,4.0", "02,2.0,,", "03,3.0,0,1"))
    metric.load()
    before = metric.rows(WRITTEN)
    # The same day, one that gets its temperatures, one that gets another minimum, and a new one.
    metric.put("climate/b.csv", days("01,1.00,-2.5,4", "02,,-1,5", "03,3,-1,1", "04,0,0,0"))
    assert metric.load() == ["climate 4 listed = 1 new + 2 changed + 1 same + 0 quarantined (1 files)"]
    assert metric.rows(DAYS) == [
        ("USW00094728", "2013-01-01", 1.0, -2.5, 4.0, None),
        ("USW00094728", "2013-01-02", 2.0, -1.0, 5.0, None),
        ("USW00094728", "2013-01-03", 3.0, -1.0, 1.0, None),
        ("USW00094728", "2013-01-04", 0.0, 0.0, 0.0, None),
    ]
    after = metric.rows(WRITTEN)
    assert after[0] == before[0]
    assert not set(after[1:]) & set(before)


def test_a_column_that_a_file_does_not_have_empties_nothing(metric: ClimateSite) -> None:
    metric.put("climate/a.csv", days("01,1.0,-2.5,4.0"))
    metric.load()
    metric.put("climate/b.csv", days("01,1", columns="WT01"))
    assert metric.load() == ["climate 1 listed = 0 new + 1 changed + 0 same + 0 quarantined (1 files)"]
    assert metric.rows(DAYS) == [("USW00094728", "2013-01-01", 1.0, -2.5, 4.0, True)]


def test_files_of_one_batch_are_applied_in_the_order_of_their_names(metric: ClimateSite) -> None:
    metric.put("climate/b.csv", days("01,9.0,-3,", "02,1,1,2"))
    metric.put("climate/a.csv", days("01,1.0,,4.0"))
    metric.put("climate/c.csv.gz", gzip.compress(days("01,,,", "02,1,1,2")))
    assert metric.load() == ["climate 5 listed = 2 new + 1 changed + 2 same + 0 quarantined (3 files)"]
    assert metric.rows(DAYS) == [
        ("USW00094728", "2013-01-01", 9.0, -3.0, 4.0, None),
        ("USW00094728", "2013-01-02", 1.0, 1.0, 2.0, None),
    ]


def test_a_minimum_above_the_maximum_that_another_file_brought_is_set_aside(metric: ClimateSite) -> None:
    metric.put("climate/a.csv", days("01,1.0,,4.0", "02,1,,8"))
    metric.load()
    metric.put("climate/b.csv", days("01,5.1", "02,5.2", columns="TMIN"))
    assert metric.load() == ["climate 2 listed = 0 new + 1 changed + 0 same + 1 quarantined (1 files)"]
    assert metric.rows(DAYS) == [
        ("USW00094728", "2013-01-01", 1.0, None, 4.0, None),
        ("USW00094728", "2013-01-02", 1.0, 5.2, 8.0, None),
    ]
    found = metric.rows(
        "select source_key, line_number, reason, field, found, expected, is_whole_file "
        "from quarantined_records"
    )
    assert found == [
        (
            "climate/b.csv", 2, "min-above-max", "TMIN", "with what is loaded: min 5.1, max 4 degrees C",
            "TMIN at most TMAX", False,
        )
    ]  # fmt: skip


def test_a_station_that_the_list_does_not_have_is_a_placeholder_until_it_has(metric: ClimateSite) -> None:
    metric.put("climate/a.csv", days("01,1,2,3"))
    metric.load()
    placeholder = ("USW00094728", None, None, None, None, None, "US", True)
    assert metric.rows("select * from stations") == [placeholder]
    metric.put(LIST, PARK)
    assert metric.load() == ["stations 1 listed = 0 new + 1 changed + 0 same + 0 quarantined (1 files)"]
    assert metric.rows("select * from stations") == [PARK_ROW]
    metric.put(LIST, PARK.replace(b"CNTRL PK", b"CENTRAL "))
    assert metric.load() == ["stations 1 listed = 0 new + 1 changed + 0 same + 0 quarantined (1 files)"]
    assert metric.rows("select name, is_placeholder from stations") == [("NEW YORK CENTRAL  TWR", False)]
    assert len(metric.rows(DAYS)) == 1


def test_bad_lines_and_files_are_named_and_what_was_read_lies_in_the_archive(metric: ClimateSite) -> None:
    mixed = days("01,1,2,3", "02,x,2,3", "41,1,2,3", "03,1,2,3")
    metric.put("climate/mixed.csv", mixed)
    metric.put("climate/table.csv", b"STATION;DATE\nUSW00094728;2013-01-01\n")
    metric.put(LIST, PARK + b"USW00094729  99.9999  -73.9692   39.6 NY NOWHERE\n")
    outside = metric.put("elsewhere.csv", mixed)
    (metric.layout.uploaded / "climate/link.csv").symlink_to(outside)
    (metric.layout.uploaded / "climate/readme.txt").write_text("not taken")
    assert metric.load() == [
        "stations 2 listed = 1 new + 0 changed + 0 same + 1 quarantined (1 files)",
        "climate 6 listed = 2 new + 0 changed + 0 same + 4 quarantined (3 files)",
    ]
    query = "select source_key, line_number, reason, field, found, is_whole_file from quarantined_records"
    assert sorted(metric.rows(query)) == [
        ("climate/link.csv", 0, "symlink", "file", f"a link to '{outside}'", True),
        ("climate/mixed.csv", 3, "not-a-number", "PRCP", "'x'", False),
        ("climate/mixed.csv", 4, "not-a-date", "DATE", "'2013-01-41'", False),
        ("climate/table.csv", 0, "wrong-delimiter", "header", "values between semicolons", True),
        (LIST, 2, "out-of-range", "LATITUDE (columns 13-20)", "99.9999", False),
    ]
    ((batch,),) = metric.rows("select distinct batch_id from climate_batches")
    lines = "lines/climate/mixed.line-{}.csv.gz"
    assert metric.files() == [
        f"quarantine/not-a-date/{batch}/{lines.format(4)}",
        f"quarantine/not-a-number/{batch}/{lines.format(3)}",
        f"quarantine/out-of-range/{batch}/lines/metadata/climate/ghcnd-stations.line-2.txt.gz",
        f"quarantine/symlink/{batch}/climate/link.csv",
        f"quarantine/wrong-delimiter/{batch}/climate/table.csv",
        f"raw/climate/{batch}/climate/mixed.csv",
        f"raw/climate/{batch}/{LIST}",
        "uploaded/climate/readme.txt",
        "uploaded/elsewhere.csv",
    ]
    assert (metric.layout.raw / batch / "climate/mixed.csv").read_bytes() == mixed
    key, layout = "climate/mixed.csv", metric.site.layout
    assert archived_batches(layout) == holders(layout, key) == [f"climate/{batch}"]
    assert sorted(archived_keys(layout, f"climate/{batch}")) == [key, LIST]
    with open_archived(layout, f"climate/{batch}", key) as file:
        assert file.read() == mixed
    set_aside = metric.layout.quarantine / "not-a-number" / batch / lines.format(3)
    assert gzip.decompress(set_aside.read_bytes()) == days("02,x,2,3")
    assert climate_left_alone(metric.layout) == [str(metric.layout.uploaded / "climate/readme.txt")]


def test_nothing_waiting_is_no_batch_and_no_connection(metric: ClimateSite) -> None:
    def refuse() -> Any:
        raise AssertionError("there is nothing to ask the warehouse")

    metric.put("climate/.hidden.csv", days("01,1,2,3"))
    metric.put("metadata/climate/ghcnd-inventory.txt", b"another list\n")
    assert list(replace(metric.loader(), connect=refuse).run()) == []


def test_a_file_that_somebody_has_open_for_writing_is_left(metric: ClimateSite) -> None:
    path = metric.put("climate/a.csv", days("01,1,2,3"))
    with path.open("ab") as file:
        assert metric.load() == []  # whole lines, and old: only the kernel knows
        file.write(b"USW00094728,2013-01-02,1.0,2.0,3.0\n")
    assert metric.load() == ["climate 2 listed = 2 new + 0 changed + 0 same + 0 quarantined (1 files)"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", days("01,1,2,3") + b"USW00094728,2013-01-02,1"),
        ("a.csv", b""),
        ("a.csv.gz", gzip.compress(days("01,1,2,3"))[:-5]),
    ],
)
def test_a_young_file_that_breaks_off_is_left_and_an_old_one_is_judged(
    metric: ClimateSite, name: str, content: bytes
) -> None:
    metric.put(f"climate/{name}", content, age_seconds=5)
    assert metric.load() == []
    assert metric.files() == [f"uploaded/climate/{name}"]
    metric.put(f"climate/{name}", content, age_seconds=3600)
    metric.load()
    assert metric.rows("select source_key from quarantined_records") == [(f"climate/{name}",)]


def test_a_file_that_changes_while_it_is_read_waits_and_the_others_load(
    metric: ClimateSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    metric.put("climate/a.csv", days("01,1,2,3"))
    metric.put("climate/b.csv", days("02,1,2,3"))
    stage = ClimateFiles.stage

    def change_then_stage(kind: ClimateFiles, batch: StagedBatch, file: BinaryIO, key: str) -> FileNotes:
        if key == "climate/b.csv":
            metric.put("climate/b.csv", days("02,1,2,3", "03,1,2,3"))
        return stage(kind, batch, file, key)

    monkeypatch.setattr(ClimateFiles, "stage", change_then_stage)
    assert metric.load() == ["climate 1 listed = 1 new + 0 changed + 0 same + 0 quarantined (1 files)"]
    assert open_manifests(metric.layout) == []
    monkeypatch.undo()
    assert metric.load() == ["climate 2 listed = 2 new + 0 changed + 0 same + 0 quarantined (1 files)"]


class KilledError(BaseException):
    """What takes the place of a SIGKILL."""


def kill(*_: object) -> None:
    raise KilledError


@pytest.mark.parametrize(
    ("owner", "method"),
    [
        (StagedBatch, "begin"),
        (ClimateFiles, "write"),
        (FileBatchLoader, "_archive"),
        (ClimateArchive, "run"),
        (FileReader, "entry"),
    ],
)
def test_after_a_kill_the_next_run_finishes_and_nothing_is_twice(
    metric: ClimateSite, monkeypatch: pytest.MonkeyPatch, owner: type, method: str
) -> None:
    metric.put("climate/a.csv", days("01,1,2,3", "02,x,2,3"))
    metric.put("climate/b.csv", b"no climate\n")
    monkeypatch.setattr(owner, method, kill)
    with pytest.raises(KilledError):
        metric.load()
    monkeypatch.undo()
    assert metric.load() == ["climate 3 listed = 1 new + 0 changed + 0 same + 2 quarantined (2 files)"]
    assert metric.load() == []
    ((batch,),) = metric.rows("select batch_id from climate_batches")
    assert metric.rows(DAYS) == [("USW00094728", "2013-01-01", 1.0, 2.0, 3.0, None)]
    assert metric.rows("select batch_id, source_key, line_number from quarantined_records order by 2") == [
        (batch, "climate/a.csv", 3),
        (batch, "climate/b.csv", 0),
    ]
    assert metric.files() == [
        f"quarantine/missing-column/{batch}/climate/b.csv",
        f"quarantine/not-a-number/{batch}/lines/climate/a.line-3.csv.gz",
        f"raw/climate/{batch}/climate/a.csv",
    ]
    assert open_manifests(metric.layout) == []


def test_killed_between_the_files_of_an_archive(metric: ClimateSite, monkeypatch: pytest.MonkeyPatch) -> None:
    metric.put("climate/a.csv", days("01,1,2,3"))
    metric.put("climate/b.csv", days("02,1,2,3"))
    rename = Path.rename
    renamed: list[Path] = []

    def rename_one(path: Path, target: Path) -> Path:
        if renamed:
            raise KilledError
        renamed.append(path)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", rename_one)
    with pytest.raises(KilledError):
        metric.load()
    monkeypatch.undo()
    # Meanwhile another file arrives under the name of the one that has been archived.
    metric.put("climate/a.csv", days("03,1,2,3"))
    assert metric.load() == [
        "climate 2 listed = 2 new + 0 changed + 0 same + 0 quarantined (2 files)",
        "climate 1 listed = 1 new + 0 changed + 0 same + 0 quarantined (1 files)",
    ]
    assert [day for _, day, *_ in metric.rows(DAYS)] == ["2013-01-01", "2013-01-02", "2013-01-03"]
    assert len(metric.files()) == 3
    assert all(name.startswith("raw/climate/") for name in metric.files())


def test_a_batch_whose_ledger_was_emptied_is_loaded_again(
    metric: ClimateSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    metric.put("climate/a.csv", days("01,1,2,3"))
    monkeypatch.setattr(ClimateArchive, "run", kill)
    with pytest.raises(KilledError):
        metric.load()
    monkeypatch.undo()
    (manifest,) = open_manifests(metric.layout)
    outgoing = metric.layout.uploaded / ".outgoing" / manifest.batch_id
    outgoing.mkdir(parents=True)
    (metric.layout.uploaded / "climate/a.csv").rename(outgoing / "0")
    metric.site.empty_warehouse()
    assert metric.load() == ["climate 1 listed = 1 new + 0 changed + 0 same + 0 quarantined (1 files)"]


def test_nothing_is_cleared_while_a_batch_of_climate_is_unfinished(
    metric: ClimateSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    metric.put("climate/a.csv", days("01,1,2,3"))
    dropped = metric.layout.root / "climate" / "a.csv"
    dropped.parent.mkdir()
    dropped.write_bytes(days("01,1,2,3"))
    monkeypatch.setattr(ClimateArchive, "run", kill)
    with pytest.raises(KilledError):
        metric.load()
    monkeypatch.undo()
    with pytest.raises(
        BatchUnderWayError, match=r"^Batch \S+ waits to be finished: let the next run do that"
    ):
        clear_arrivals(metric.site.layout)
    metric.load()
    assert clear_arrivals(metric.site.layout) == ["uploaded", "raw", "manifests"]
    assert metric.files() == ["climate/a.csv"]


def test_the_warehouse_refuses_a_sheet_that_does_not_balance(metric: ClimateSite) -> None:
    statement = "insert into climate_batches values ('b', 'climate', 'r', 1, 3, 1, 0, 0, 1)"
    with pytest.raises(psycopg.errors.CheckViolation, match="climate_batches_balance"):
        metric.site.connection.execute(statement)


def test_a_warehouse_of_the_first_version_gets_placeholders(metric: ClimateSite) -> None:
    connection = metric.site.connection
    baseline = metric.loader().sql_dir / "migrations" / "0001_baseline.sql"
    with connection.transaction(force_rollback=True):
        connection.execute("drop table schema_migrations")
        connection.execute("drop view review_labels")  # a table, in the first version
        connection.execute("drop table stations cascade")
        connection.execute(
            """
            create table stations (
                station_id text primary key, name text not null, longitude double precision not null,
                latitude double precision not null, elevation double precision, state text, country text
            )
            """
        )
        connection.execute(baseline.read_bytes())
        connection.execute(
            "insert into stations (station_id, country, is_placeholder) values ('S', 'US', true)"
        )
        with pytest.raises(psycopg.errors.CheckViolation, match="stations_described"):
            connection.execute("insert into stations (station_id, country) values ('T', 'US')")


def test_a_line_that_was_mended_by_hand_goes_back_and_is_loaded(metric: ClimateSite) -> None:
    metric.put("climate/a.csv", days("01,1,2,3", "02,x,2,3"))
    metric.put(LIST, PARK + b"USW00094729  99.9999  -73.9692   39.6 NY NOWHERE\n")
    metric.load()
    replay = Replay(metric.site.layout, metric.site.address.connect, SQL_DIR, 1_000)
    assert [outcome.problem for outcome in replay.run()] == [
        "'metadata/climate/ghcnd-stations.line-2.txt.gz' line 1: LATITUDE (columns 13-20): found 99.9999, "
        "expected -90 to 90 (out-of-range).",
        "'climate/a.line-3.csv.gz' line 2: PRCP: found 'x', expected a decimal number such as -3.5 "
        "(not-a-number).",
    ]
    (line,) = metric.layout.quarantine.rglob("a.line-3.csv.gz")
    line.write_bytes(gzip.compress(days("02,9,2,3")))
    metric.put("climate/a.line-3.csv.gz", gzip.compress(days("03,9,2,3")))
    assert [outcome.key for outcome in replay.run(reason="not-a-number")] == [
        "climate/a.line-3.replayed-2.csv.gz"
    ]
    assert metric.load() == ["climate 2 listed = 2 new + 0 changed + 0 same + 0 quarantined (2 files)"]
    assert [row[1:3] for row in metric.rows(DAYS)] == [
        ("2013-01-01", 1),
        ("2013-01-02", 9),
        ("2013-01-03", 9),
    ]
