"""`amzn-review status` in the states that a pipeline can be in, on a real warehouse."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import entry_points, version
from pathlib import Path

import psycopg
import pytest
from airflow.models import DagModel, DagRun
from click.testing import CliRunner

from amzn_review.cli import main
from make_local.status import pipeline_status
from make_local.status.asked import UnknownError, ask_all
from make_local.status.pipeline_status import LastRun, NextRun, PipelineStatus, _files, read_status
from make_local.status.status_text import status_fields, status_text
from services.airflow.part_processes import parts
from services.postgres.databases import AIRFLOW_DATABASE, DatabaseAddress
from settings import Settings, load_settings
from tests.amzn_review.load_site import LoadSite, line, numbered, packed
from tests.conftest import PROJECT_ROOT
from tests.free_port import free_port

STOPPED_PARTS = """\
           Airflow api-server      stopped  http://127.0.0.1:3000
           Airflow scheduler       stopped
           Airflow dag-processor   stopped
           Airflow triggerer       stopped
"""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which tests run side by side may take longer to answer."""
    monkeypatch.setattr(pipeline_status, "ANSWER_SECONDS", 30)
    monkeypatch.setattr("make_local.status.parts.PART_SECONDS", 30)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout's folder with the project's statements in it, in which nothing was ever started."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "workflow").symlink_to(PROJECT_ROOT / "workflow")
    return folder


def settings_of(site: LoadSite, root: Path) -> Settings:
    address = site.address
    environment = {
        "DATA_DIR": str(site.layout.root),
        "POSTGRES_HOST": address.host,
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_DB": address.database,
        "POSTGRES_USER": address.user,
        "POSTGRES_PASSWORD": address.password,
    }
    return load_settings(environment, root)


@pytest.fixture
def airflow_tables(site: LoadSite, administrator: psycopg.Connection) -> Iterator[DatabaseAddress]:
    """Airflow's database with the columns that are read, of the types that Airflow gives them."""
    administrator.execute(f"drop database if exists {AIRFLOW_DATABASE} with (force)")  # another test's
    administrator.execute(f"create database {AIRFLOW_DATABASE}")
    address = DatabaseAddress(
        site.address.host, site.address.port, AIRFLOW_DATABASE, site.address.user, site.address.password
    )
    with address.connect() as connection:
        for model, names in ((DagRun, RUN_COLUMNS), (DagModel, DAG_COLUMNS)):
            columns = [f"{name} {model.__table__.c[name].type.compile()}" for name in names]
            connection.execute(f"create table {model.__table__.name} ({', '.join(columns)})".encode())
    yield address
    administrator.execute(f"drop database {AIRFLOW_DATABASE} with (force)")


RUN_COLUMNS = ("id", "dag_id", "run_id", "state", "start_date", "end_date", "run_after")
DAG_COLUMNS = ("dag_id", "is_paused", "next_dagrun_create_after")


def without_disk(text: str) -> str:
    *lines, disk = text.splitlines(keepends=True)
    assert disk.startswith("Disk       ")
    return "".join(lines)


def test_a_fresh_checkout(root: Path) -> None:
    settings = load_settings({"POSTGRES_PORT": str(free_port())}, root)
    found = read_status(settings)
    assert without_disk(status_text(found)) == (
        f"Parts      PostgreSQL              stopped  127.0.0.1:{settings.postgres.port}\n"
        f"{STOPPED_PARTS}"
        "           Nothing runs: make local starts all parts and runs the pipeline.\n"
        "Waiting    nothing\n"
        "Open       no batch\n"
        "Loaded     unknown: PostgreSQL is stopped\n"
        "Set aside  unknown\n"
        "Champions  none yet\n"
        "Last run   unknown: PostgreSQL is stopped\n"
        "Next run   unknown\n"
    )
    assert not found.is_well()
    # It makes neither secrets nor folders.
    assert sorted(path.name for path in root.iterdir()) == ["workflow"]


def test_what_was_loaded_waits_and_was_set_aside(site: LoadSite, root: Path) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1) + numbered(2) + numbered(1)))
    site.put("reviews/lamps/six.json.gz", packed(line(overall=6)))
    site.put("reviews/lamps/seven.json.gz", packed(line(overall=7)))
    site.put("reviews/lamps/not.json.gz", packed(b"what?"))
    (sheet,) = site.load()
    site.put("reviews/lamps/b.json.gz", packed(numbered(3)))
    site.put("reviews/tools/c.json.gz", packed(numbered(4)))
    site.put("climate/nyc.csv", b"STATION,DATE\n")
    (site.layout.uploaded / "reviews" / "lamps" / ".unfinished").write_bytes(b"")
    (site.layout.manifests / "open").mkdir(parents=True, exist_ok=True)
    (site.layout.manifests / "open" / "20260102T030405000-0a0b0c0d.jsonl").write_bytes(b"")
    found = read_status(settings_of(site, root))
    ((loaded_at,),) = site.rows("select loaded_at at time zone 'UTC' from ingest_batches")
    assert without_disk(status_text(found)).split("Champions")[0] == (
        f"Parts      {STOPPED_PARTS.lstrip()}"
        "           Nothing runs: make local starts all parts and runs the pipeline.\n"
        "Waiting    1 of climate, 2 of reviews (files)\n"
        "Open       20260102T030405000-0a0b0c0d: is being loaded, or the next run ends it\n"
        f"Loaded     {sheet.batch_id}, {loaded_at:%Y-%m-%d %H:%M} UTC\n"
        "           6 listed = 2 loaded + 1 duplicate + 3 quarantined + 0 held\n"
        "Set aside  2 out-of-range, 1 not-json: see amzn-review quarantine list\n"
    )
    fields = json.loads(json.dumps(status_fields(found)))
    assert (fields["waiting_files"], fields["set_aside"]) == (
        {"climate": 1, "reviews": 2},
        {"out-of-range": 2, "not-json": 1},
    )
    assert fields["last_batch"]["loaded"] == 2
    assert fields["open_batches"] == ["20260102T030405000-0a0b0c0d"]
    assert (fields["well"], fields["champions"]) == (False, [])
    assert set(fields["unknown"]) == {"last_run", "next_run"}  # this server has no database of Airflow's


def test_the_last_and_the_next_run(site: LoadSite, root: Path, airflow_tables: DatabaseAddress) -> None:
    settings = settings_of(site, root)
    assert (read_status(settings).last_run, read_status(settings).next_run) == (None, None)
    began, ended = datetime(2026, 1, 2, 3, 0, tzinfo=UTC), datetime(2026, 1, 2, 3, 5, tzinfo=UTC)
    with airflow_tables.connect() as connection:
        for number, (run, state) in enumerate((("before", "success"), ("latest", "failed"))):
            connection.execute(
                "insert into dag_run values (%s, 'amzn_review_etl_local', %s, %s, %s, %s, %s)",
                [number, run, state, began, ended, began.replace(hour=number)],
            )
        connection.execute(
            "insert into dag_run values (9, 'another', 'later', 'running', %s, null, %s)", [ended, ended]
        )
        connection.execute("insert into dag values ('amzn_review_etl_local', false, %s)", [ended])
    found = read_status(settings)
    assert found.last_run == LastRun("latest", "failed", began, ended)
    assert found.next_run == NextRun(ended, is_paused=False)
    assert status_text(found).splitlines()[-3:-1] == [
        "Last run   amzn_review_etl_local: failed, 2026-01-02 03:05 UTC",
        "Next run   2026-01-02 03:05 UTC",
    ]
    assert status_fields(found)["next_run"] == {"at": "2026-01-02T03:05:00+00:00", "is_paused": False}
    with airflow_tables.connect() as connection:
        connection.execute("update dag set is_paused = true")
    assert "Next run   none: the DAG is paused in the Airflow UI\n" in status_text(read_status(settings))


def test_it_is_well_only_if_everything_runs_and_the_last_run_did_not_fail(
    site: LoadSite, root: Path, airflow_tables: DatabaseAddress
) -> None:
    settings = settings_of(site, root)
    processes = parts(settings)
    try:
        for process in processes.values():
            process.start(["sleep", "60"], {"PATH": "/bin:/usr/bin"}, "a test")
        assert read_status(settings).is_well()
        with airflow_tables.connect() as connection:
            connection.execute(
                "insert into dag_run values (1, 'amzn_review_etl_local', 'r', 'failed', now(), now(), now())"
            )
        assert not read_status(settings).is_well()
        with airflow_tables.connect() as connection:
            connection.execute("update dag_run set state = 'success'")
        assert read_status(settings).is_well()
        processes["scheduler"].stop()
        found = read_status(settings)
        assert [part.name for part in found.parts if part.state != "runs"] == ["Airflow scheduler"]
        assert not found.is_well()
    finally:
        for process in processes.values():
            process.stop()


def test_champions_with_their_first_figure(site: LoadSite, root: Path) -> None:
    models = site.layout.root / "models"
    for task, name, evaluation in (
        ("rating", "20260101T000000000-aaaaaaaa", {"metric_titles": {"mae": "MAE"}, "best": "x",
         "predictors": {"x": {"mae": {"value": 0.44812, "low": 0.43, "high": 0.4651}}}}),
        ("stance", "20260101T000000000-bbbbbbbb", None),
    ):  # fmt: skip
        (models / task / name).mkdir(parents=True)
        (models / task / "champion.json").write_text(json.dumps({"version": name}))
        if evaluation:
            (models / task / name / "evaluation.json").write_text(json.dumps(evaluation))
    (models / "untrained").mkdir()
    text = status_text(read_status(settings_of(site, root)))
    assert text.split("Champions")[1].split("Last run")[0] == (
        "  rating                  MAE 0.448 (0.430 to 0.465),\n"
        "             20260101T000000000-aaaaaaaa\n"
        "           stance                  no figure, 20260101T000000000-bbbbbbbb\n"
    )
    (models / "stance" / "champion.json").write_text("{")
    assert "Champions  unknown:" in status_text(read_status(settings_of(site, root)))


def test_a_port_that_accepts_and_says_nothing_is_unknown_within_a_second(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline_status, "ANSWER_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = load_settings({"POSTGRES_PORT": str(silent.getsockname()[1])}, root)
        settings.secrets()
        began = time.monotonic()
        found = read_status(settings)
        assert time.monotonic() - began < 5  # half a second, on a machine that does nothing else
    assert (found.parts[0].name, found.parts[0].state) == ("PostgreSQL", "unknown")
    assert str(found.warehouse) == "does not answer"
    assert not found.is_well()


def test_answers_that_are_false_are_answers_and_faults_of_ours_are_raised() -> None:
    def refuses() -> None:
        raise OSError("no such place")

    answers = ask_all({"none": lambda: None, "nought": lambda: 0, "refuses": refuses}, 5)
    assert (answers["none"], answers["nought"]) == (None, 0)
    assert isinstance(answers["refuses"], UnknownError)
    assert str(answers["refuses"]) == "no such place"
    with pytest.raises(KeyError):
        ask_all({"fault": lambda: os.environ["ABSENT_OF_A_TEST"]}, 5)


@pytest.mark.parametrize("words", [["status"], ["status", "--json"]])
def test_the_command(words: list[str], site: LoadSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(site.layout.root))
    monkeypatch.setenv("POSTGRES_PORT", str(free_port()))
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    if words[-1] == "--json":
        assert json.loads(done.output)["parts"][0]["state"] == "stopped"
        assert json.loads(done.output)["total_bytes"] == shutil.disk_usage(site.layout.root).total
    else:
        assert done.output.startswith("Parts      PostgreSQL              stopped  127.0.0.1:")


def test_parts_that_do_not_answer_are_unknown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("make_local.status.parts.is_listening", lambda _: time.sleep(5))
    monkeypatch.setattr("make_local.status.parts.PART_SECONDS", 0.2)
    found = read_status(load_settings({"POSTGRES_PORT": str(free_port())}, root))
    assert (found.parts[0].name, found.parts[0].state) == ("PostgreSQL", "unknown")
    assert "unknown" in status_text(found)


def test_of_a_server_that_is_named_no_secrets_are_made(site: LoadSite, root: Path) -> None:
    found = read_status(settings_of(site, root))
    assert not isinstance(found.warehouse, UnknownError)
    assert sorted(path.name for path in root.iterdir()) == ["workflow"]
    nameless = load_settings({"POSTGRES_HOST": site.address.host, "POSTGRES_PORT": "1"}, root)
    assert str(read_status(nameless).warehouse) == "POSTGRES_PASSWORD is not set"


def test_a_folder_that_a_load_removes_while_it_is_counted(site: LoadSite, root: Path) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    site.put("reviews/tools/b.json.gz", packed(numbered(2)))
    counted = _files(site.layout.uploaded / "reviews", 10)
    next(counted)  # both folders are known, one of them is read
    shutil.rmtree(site.layout.uploaded / "reviews")
    assert list(counted) == []


def test_the_longest_lines_are_wrapped(site: LoadSite, root: Path) -> None:
    """A server that refuses, in the sentence that every other command prints."""
    refused = replace(settings_of(site, root), environment={"POSTGRES_PASSWORD": "wrong"})
    lines = status_text(read_status(refused)).splitlines()
    assert sum(len(line) > 80 for line in lines) == 0
    assert any(line.startswith("Loaded     unknown: PostgreSQL does not let ") for line in lines)


def test_lines_fit_a_narrow_terminal(root: Path) -> None:
    found: PipelineStatus = read_status(load_settings({"POSTGRES_PORT": str(free_port())}, root))
    lines = status_text(found).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 30


@pytest.mark.parametrize("program", ["amzn-review", "rating-model", "text-models", "label-review"])
def test_each_program_tells_its_version(program: str) -> None:
    (point,) = entry_points(group="console_scripts", name=program)
    done = CliRunner().invoke(point.load(), ["--version"], prog_name=program)
    assert done.output == f"{program}, version {version('amzn-review')}\n"
