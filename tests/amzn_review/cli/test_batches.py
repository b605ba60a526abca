"""`amzn-review batches` on batches that were really loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tests.amzn_review.load_site import LoadSite, line, numbered, packed

Command = Callable[..., Result]


def two_batches(site: LoadSite) -> list[str]:
    """Load two batches; the second one sets two files aside and leaves one that is being written."""
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    first = site.load()
    site.put("reviews/lamps/b.json.gz", packed(numbered(1) + numbered(2)))
    site.put("reviews/lamps/six.json.gz", packed(line(overall=6)))
    site.put("reviews/lamps/seven.json.gz", packed(line(overall=7)))
    site.put("reviews/lamps/not.json.gz", packed(b"what?"))
    site.put("reviews/lamps/young.json.gz", packed(numbered(3))[:20], age_seconds=0)
    site.put("reviews/lamps/large.json.gz", packed(b"".join(map(numbered, range(10, 12)))) + b"\0" * 70_000)
    site.put("metadata/products/p.json.gz", packed(b'{"asin": "B00TESTABC", "title": "Lamp"}\n'))
    return [sheet.batch_id for sheet in first + site.load()]


def test_before_anything_is_loaded(amzn_review: Command) -> None:
    assert amzn_review("batches", "list").output == "No batch is loaded yet.\n"
    assert amzn_review("batches", "list", "--json").output == "[]\n"
    assert amzn_review("batches", "list", "--of", "documents").output == "No batch is loaded yet.\n"


def test_list(site: LoadSite, amzn_review: Command) -> None:
    first, second = two_batches(site)
    assert amzn_review("batches", "list").output == (
        "batch                        listed = loaded + duplicate + quarantined + held\n"
        f"{first}       1 =      1 +         0 +           0 +    0\n"
        f"{second}       8 =      3 +         1 +           3 +    1\n"
        "sum of 2                          9 =      4 +         1 +           3 +    1\n"
    )
    listed = json.loads(amzn_review("batches", "list", "--json", "--local").output)
    assert [(batch["batch_id"], batch["listed"], batch["run_id"]) for batch in listed] == [
        (first, 1, "a-run"),
        (second, 8, "a-run"),
    ]


def test_show(site: LoadSite, amzn_review: Command) -> None:
    first, second = two_batches(site)
    _, (at,) = site.rows("select loaded_at at time zone 'UTC' from ingest_batches order by batch_id")
    root = site.layout.root
    assert amzn_review("batches", "show", second).output == (
        f"batch        {second}\n"
        "run          a-run\n"
        f"loaded at    {at:%Y-%m-%d %H:%M:%S} UTC\n"
        "files        6 of reviews\n"
        "listed       8 = 3 loaded + 1 duplicate + 3 quarantined + 1 held\n"
        "staged       4 = 3 loaded + 1 duplicate\n"
        "products     1 records of metadata\n"
        f"manifest     {root}/manifests/done/{second}.jsonl (done)\n"
        f"archive      {root}/raw/{second}.parquet\n"
        f"archive      {root}/raw/{second}\n"
        "\n"
        "set aside for  records  still open\n"
        "not-json             1           1\n"
        "out-of-range         2           2\n"
        "\n"
        "held for a later batch\n"
        "  reviews/lamps/young.json.gz\n"
    )
    shown = json.loads(amzn_review("batches", "show", first, "--json").output)
    assert shown.pop("loaded_at").endswith("+00:00")
    assert shown == {
        "batch_id": first,
        "run_id": "a-run",
        "files": 1,
        "listed": 1,
        "staged": 1,
        "loaded": 1,
        "duplicate": 0,
        "quarantined": 0,
        "held": 0,
        "products": 0,
        "held_keys": [],
        "quarantined_by_reason": [],
        "manifest": f"{root}/manifests/done/{first}.jsonl",
        "is_archived": True,
        "archive": [f"{root}/raw/{first}.parquet"],
    }


def test_show_says_what_is_not_archived_yet_and_what_is_gone(site: LoadSite, amzn_review: Command) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    batch = site.freeze()
    name = batch.manifest.batch_id
    result = amzn_review("batches", "show", name)
    assert (result.output, result.exit_code) == (
        f"Error: Batch {name} is listed, but not loaded: it is under way, or `amzn-review load --local` "
        "finishes it.\n",
        1,
    )
    batch.load()
    assert amzn_review("batches", "show", name).output.splitlines()[-2:] == [
        f"manifest     {site.layout.manifests}/open/{name}.jsonl (open: its files are not archived yet)",
        "archive      holds nothing of it",
    ]
    batch.manifest.discard()
    assert (
        amzn_review("batches", "show", name).output.splitlines()[-2] == "manifest     is not there any more"
    )


def test_climate_and_documents(site: LoadSite, amzn_review: Command, tmp_path: Path) -> None:
    two_batches(site)
    days = b"STATION,DATE,TMAX\nUSW00094728,2016-09-01,20.0\nUSW00094728,2016-09-02,x\n"
    site.put("climate/days.csv", days)
    texts = tmp_path / "a.csv"
    texts.write_text("text,mood\none,good\ntwo,bad\n,bad\n")
    (site.layout.root / "tasks").mkdir()
    (site.layout.root / "tasks" / "toy.toml").write_text('name = "toy"\n')
    amzn_review("load", "--local", CLIMATE_UNITS="metric")
    told = ("--text-column", "text", "--label-column", "mood")
    added = amzn_review("documents", "add", *told, "toy", str(texts))
    assert added.exit_code == 0, added.output
    ((climate, climate_run),) = site.rows("select batch_id, run_id from climate_batches")
    ((toy, run),) = site.rows("select batch_id, run_id from document_batches")
    assert amzn_review("batches", "list", "--of", "climate").output == (
        f"batch {climate}: climate 2 listed = 1 new + 0 changed + 0 same + 1 quarantined (1 files)\n"
    )
    assert amzn_review("batches", "list", "--of", "documents").output == (
        f"batch {toy}: toy 3 listed = 2 loaded + 0 relabelled + 0 duplicate + 1 quarantined "
        "(1 files, 2 labels)\n"
    )
    root = site.layout.root
    assert amzn_review("batches", "show", toy).output == (
        f"batch        {toy}\n"
        f"run          {run}\n"
        "records      toy 3 listed = 2 loaded + 0 relabelled + 0 duplicate + 1 quarantined "
        "(1 files, 2 labels)\n"
        f"manifest     {root}/manifests/documents/done/{toy}.jsonl (done)\n"
        f"archive      {root}/raw/documents/{toy}.parquet\n"
        "\n"
        "set aside for  records  still open\n"
        "empty                1           1\n"
    )
    shown = json.loads(amzn_review("batches", "show", climate, "--json").output)
    assert shown == {
        "batch_id": climate,
        "run_id": climate_run,
        "sheets": [
            {
                "batch_id": climate, "target_table": "climate", "run_id": climate_run, "files": 1,
                "listed": 2, "added": 1, "changed": 0, "unchanged": 0, "quarantined": 1,
            }
        ],
        "held_keys": [],
        "quarantined_by_reason": [{"reason": "not-a-number", "records": 1, "open": 1}],
        "manifest": f"{root}/manifests/climate/done/{climate}.jsonl",
        "is_archived": True,
        "archive": [f"{root}/raw/climate/{climate}"],
    }  # fmt: skip


def test_an_unknown_batch_is_one_sentence(amzn_review: Command) -> None:
    result = amzn_review("batches", "show", "x")
    sentence = "Error: There is no batch 'x': `amzn-review batches list` names those that are loaded.\n"
    assert (result.output, result.exit_code) == (sentence, 1)


def test_a_database_without_tables_is_one_sentence(site: LoadSite, amzn_review: Command) -> None:
    result = amzn_review("batches", "list", POSTGRES_DB="postgres")
    assert (result.output, result.exit_code) == (
        "Error: The warehouse's tables are not there, or are those of an earlier version: run "
        "`make init-local`, which creates them or says what to do.\n",
        1,
    )
