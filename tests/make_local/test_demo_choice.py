"""A demo corpus is made only where nothing is, and its files never go beside real ones unasked."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.corpus.product_fill import fill_products
from amzn_review.corpus.split import load_data
from amzn_review.data_layout import DataLayout
from amzn_review.redshift.migrations import migrate
from console.steps import Steps
from make_local.aws_target import AwsTarget
from make_local.demo_choice import DemoChoice
from make_local.local_target import LocalTarget
from make_local.target import LoadTarget
from settings import load_settings
from storage.bucket import Bucket
from tests.amzn_review.load_site import LoadSite, numbered, packed
from tests.conftest import PROJECT_ROOT
from tests.redshift_site import RedshiftSite

ANYWAY = "`make local DEMO=1` makes one anyway."


@dataclass
class Said:
    """What a choice prints."""

    text: io.StringIO = field(default_factory=io.StringIO)

    def steps(self) -> Steps:
        return Steps(Console(file=self.text, width=1_000))

    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.getvalue().splitlines()]


def local_target(site: LoadSite) -> LocalTarget:
    """The site's folder and PostgreSQL."""
    to = site.address
    values = {
        "DATA_DIR": str(site.layout.root), "POSTGRES_HOST": to.host, "POSTGRES_PORT": str(to.port),
        "POSTGRES_DB": to.database, "POSTGRES_USER": to.user, "POSTGRES_PASSWORD": to.password,
    }  # fmt: skip
    return LocalTarget(load_settings(values, PROJECT_ROOT))


def wants(layout: DataLayout, target: LoadTarget) -> tuple[bool, list[str]]:
    said = Said()
    return DemoChoice(layout, target).is_wanted(said.steps()), said.lines()


def left_out(layout: DataLayout, target: LoadTarget, *, is_asked: bool = False) -> tuple[int, list[str]]:
    """How many review files that are there are left out, and what is said."""
    said = Said()
    names = DemoChoice(layout, target, is_asked=is_asked).left_out(said.steps())
    there = [
        (f"reviews/{name}", path.name)
        for name in layout.categories()
        for path in layout.review_folder(name).iterdir()
    ]
    there += [("metadata/products", path.name) for path in layout.metadata_products.glob("*")]
    return sum(name in names.get(folder, ()) for folder, name in there), said.lines()


def real_file(folder: Path, name: str, reviews: int = 2) -> Path:
    file = folder / name
    file.write_bytes(b"".join(numbered(number) for number in range(reviews)))
    return file


def test_on_folders_the_demo_is_made_only_where_nothing_is(site: LoadSite, tmp_path: Path) -> None:
    layout, target = site.layout, local_target(site)
    assert wants(layout, target) == (True, [])
    site.put("reviews/lamps/a.json.gz", packed(numbered(1) + numbered(2)))
    assert wants(layout, target) == (
        False,
        [f"No demo corpus is made up, as {layout.uploaded} is there. {ANYWAY}"],
    )
    (tmp_path / "elsewhere").mkdir()
    site.load()
    elsewhere = site.below(tmp_path / "elsewhere").layout
    assert wants(elsewhere, local_target(site.below(elsewhere.root))) == (
        False,
        [f"No demo corpus is made up, as the warehouse holds 2 reviews. {ANYWAY}"],
    )


def test_what_lies_in_the_folder_needs_no_sentence_and_half_a_demo_is_finished(site: LoadSite) -> None:
    layout, target = site.layout, local_target(site)
    make_demo_corpus(layout, seed=7, reviews=6)
    assert wants(layout, target) == (False, [])
    (layout.root / ".demo-under-way").touch()
    assert wants(layout, target) == (True, [])
    layout.review_folder("lamps").mkdir()
    (layout.review_folder("lamps") / "a.json.gz").touch()
    assert wants(layout, target) == (False, [])


def test_on_aws_bucket_and_warehouse_have_to_be_empty_too(
    redshift_site: RedshiftSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout, target, bucket = (
        DataLayout(tmp_path),
        AwsTarget(load_settings({"STORAGE": "s3"}, tmp_path)),
        Bucket(redshift_site.bucket),
    )
    migrate(redshift_site.session, pytest.fail)
    monkeypatch.setattr("make_local.aws_target.site_bucket", lambda _: bucket)
    monkeypatch.setattr("make_local.aws_target.redshift_session", lambda _: redshift_site.session)
    bucket.put("models/rating/1", b"x")
    assert wants(layout, target) == (True, [])
    bucket.put("raw/b/reviews/lamps/a.json.gz", b"x")
    place = f"s3://{redshift_site.bucket.bucket}/raw/b/reviews/lamps/a.json.gz"
    assert wants(layout, target) == (False, [f"No demo corpus is made up, as {place} is there. {ANYWAY}"])
    bucket.delete_many(["raw/b/reviews/lamps/a.json.gz"])
    redshift_site.run(
        "insert into reviews (review_key, reviewer_id, asin, rating, vote, review_time, batch_id, "
        "source_key, line_number) values ('k', 'R', 'P', 5, 0, '2018-01-01', 'b', 's', 1)"
    )
    assert wants(layout, target) == (
        False,
        [f"No demo corpus is made up, as the warehouse holds 1 review. {ANYWAY}"],
    )


def test_made_up_files_stay_where_they_are_beside_real_ones(site: LoadSite, tmp_path: Path) -> None:
    layout, target = site.layout, local_target(site)
    make_demo_corpus(layout, seed=3, reviews=30)
    assert left_out(layout, target) == (0, [])
    load_data(real_file(tmp_path, "demo-3.json"), "desk_lamps", layout.root)
    fill_products(layout, "desk_lamps")
    sentence = (
        f"30 made-up reviews in {layout.root} do not go beside real ones. `make local DEMO=1` brings them "
        "in; `amzn-review data demo --remove` removes them."
    )
    assert left_out(layout, target) == (30 + 3, [sentence])
    assert left_out(layout, target, is_asked=True) == (0, [])


def test_made_up_files_stay_where_they_are_when_a_real_review_is_loaded(site: LoadSite) -> None:
    layout, target = site.layout, local_target(site)
    make_demo_corpus(layout, seed=3, reviews=30)
    for path in layout.review_folder("desk_lamps").iterdir():
        if path.name.endswith(".json.gz"):
            site.put(f"reviews/desk_lamps/{path.name}", path.read_bytes())
    site.load()
    assert target.loaded() == (10, 10)
    assert left_out(layout, target)[0] == 0
    site.put("reviews/lamps/demo-3-00000001-aaaaaaaa.json.gz", packed(numbered(1)))
    site.load()
    assert target.loaded() == (11, 10)
    assert left_out(layout, target)[0] == 30 + 3
