"""What the main job refuses before it starts anything. (That it works: tests/test_make_local.py.)"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from amzn_review.cli import main
from console.steps import Steps
from make_local import local_run
from make_local.local_run import LocalRun
from services.service_error import ServiceError
from settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, tmp_path)


def nothing_started(settings: Settings) -> bool:
    return not settings.state_dir.exists()


def test_a_file_that_is_none_is_named(settings: Settings, tmp_path: Path) -> None:
    for reviews, products in (((tmp_path / "no.json.gz",), ()), ((), (tmp_path,))):
        with pytest.raises(ValueError, match=r"is not a file; expected JSON lines such as"):
            LocalRun(settings, reviews, products).run(Steps())
    assert nothing_started(settings)


@pytest.mark.parametrize("name", ["raw.json.gz", "Ünï.json.gz", "two words.json.gz"])
def test_a_name_that_makes_no_category_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(ValueError, match="A category cannot be called"):
        LocalRun(settings, [tmp_path / name]).run(Steps())
    assert nothing_started(settings)


def test_a_full_disk_is_a_sentence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_run, "FREE_BYTES", 10**18)
    with pytest.raises(ServiceError, match=r"GB free; expected at least 1000000000 GB\. Free some space"):
        LocalRun(settings).run(Steps())
    assert nothing_started(settings)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("a.json.gz", "a.json.gz"),
        ("'with space.json.gz'", "with space.json.gz"),
        ("co$t.json.gz b.json.gz", "co$t.json.gz"),
        ("$(touch x).json.gz", "$(touch"),
    ],
)
def test_the_variable_names_files_and_is_no_shell_line(tmp_path: Path, value: str, named: str) -> None:
    shown = CliRunner().invoke(main, ["local", "run"], env={"REVIEWS": value, "DATA_DIR": str(tmp_path)})
    assert shown.exit_code == 1
    assert shown.output.startswith(f"Error: {named} is not a file; expected JSON lines")
    assert not Path("x").exists()


def test_an_open_quote_is_named(tmp_path: Path) -> None:
    shown = CliRunner().invoke(
        main, ["local", "run"], env={"REVIEWS": "it's.json.gz", "DATA_DIR": str(tmp_path)}
    )
    assert shown.exit_code == 1
    assert shown.output.startswith(
        'Error: REVIEWS is "it\'s.json.gz": No closing quotation; expected file names'
    )


def test_demo_is_asked_for_by_1_alone(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["local", "run"], env={"DEMO": "maybe", "DATA_DIR": str(tmp_path)})
    assert shown.exit_code == 1
    assert shown.output == (
        "Error: DEMO is 'maybe'; expected 1, which makes a demo corpus up whatever is there, or 0 or "
        "nothing.\n"
    )
