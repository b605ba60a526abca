"""`amzn-review raw` on files that were really archived."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.amzn_review.load_site import LoadSite, line, numbered, packed

Command = Callable[..., Result]
A = "reviews/lamps/a.json.gz"
LARGE = "reviews/lamps/large.json.gz"


def archive(site: LoadSite) -> tuple[list[str], bytes]:
    """Archive file A in two batches, with other bytes each time, and a large one beside the first."""
    noise = random.Random(7).randbytes(60_000).hex()
    large = packed(line(reviewText=noise))
    assert len(large) > 64 * 1024
    site.put(A, packed(numbered(1)))
    site.put(LARGE, large)
    batches = [sheet.batch_id for sheet in site.load()]
    site.put(A, packed(numbered(2)))
    return batches + [sheet.batch_id for sheet in site.load()], large


def test_list(site: LoadSite, amzn_review: Command) -> None:
    assert amzn_review("raw", "list").output == ""
    (first, second), _ = archive(site)
    assert amzn_review("raw", "list").output == f"{first}  {A}\n{first}  {LARGE}\n{second}  {A}\n"
    assert amzn_review("raw", "list", first).output == f"{A}\n{LARGE}\n"
    lines = amzn_review("raw", "list", second, "--json").output.splitlines()
    assert [json.loads(row) for row in lines] == [{"batch_id": second, "key": A}]


def test_extract_gives_the_bytes_that_came(site: LoadSite, amzn_review: Command, tmp_path: Path) -> None:
    (first, second), large = archive(site)
    assert amzn_review("raw", "extract", A, "--batch", first).stdout_bytes == packed(numbered(1))
    assert amzn_review("raw", "extract", A, "--batch", second).stdout_bytes == packed(numbered(2))
    assert amzn_review("raw", "extract", LARGE).stdout_bytes == large
    target = tmp_path / "out.gz"
    assert amzn_review("raw", "extract", LARGE, "--output", str(target)).output == ""
    assert target.read_bytes() == large


def test_extract_writes_over_nothing_and_leaves_nothing_half(
    site: LoadSite, amzn_review: Command, tmp_path: Path
) -> None:
    archive(site)
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "mine.gz"
    target.write_bytes(b"mine")
    result = amzn_review("raw", "extract", LARGE, "--output", str(target))
    assert (result.output, result.exit_code) == (
        f"Error: {target} is there already: choose another name.\n",
        1,
    )
    assert [(path.name, path.read_bytes()) for path in target.parent.iterdir()] == [("mine.gz", b"mine")]
    nowhere = tmp_path / "no-such-folder" / "x.gz"
    result = amzn_review("raw", "extract", LARGE, "--output", str(nowhere))
    assert result.exit_code == 1
    assert result.output.endswith("No such file or directory; mend that and run again.\n")


@pytest.mark.parametrize("key", ["reviews/lamps/none.json.gz", f"../uploaded/{A}", "/etc/passwd", "..", ""])
def test_a_key_that_was_never_archived(site: LoadSite, amzn_review: Command, key: str) -> None:
    archive(site)
    site.put(A, b"waits")
    result = amzn_review("raw", "extract", key)
    sentence = f"Error: The archive holds no file {key!r} there: see `amzn-review raw list`.\n"
    assert (result.output, result.exit_code) == (sentence, 1)


def test_a_batch_is_asked_for_where_several_have_the_key(site: LoadSite, amzn_review: Command) -> None:
    (first, second), _ = archive(site)
    result = amzn_review("raw", "extract", A)
    sentence = f"Error: 2 batches archived '{A}': {first}, {second}. Choose one with --batch.\n"
    assert (result.output, result.exit_code) == (sentence, 1)
    for batch in ("x", "../uploaded"):
        unknown = amzn_review("raw", "extract", A, "--batch", batch)
        assert (unknown.stdout_bytes, unknown.exit_code) == (b"", 1)
    listed = amzn_review("raw", "list", "x")
    assert (listed.output, listed.exit_code) == (
        "Error: The archive holds no batch 'x': see `amzn-review batches list`.\n", 1,
    )  # fmt: skip


def test_a_damaged_pack_is_named(site: LoadSite, amzn_review: Command) -> None:
    (first, _), _ = archive(site)
    pack = site.layout.raw / f"{first}.parquet"
    pack.write_bytes(b"no parquet")
    for words in (["list"], ["extract", A]):
        result = amzn_review("raw", *words)
        assert result.exit_code == 1
        assert result.output.startswith(f"Error: {pack} cannot be read: ")
    # The other batch's file can still be had.
    assert amzn_review("raw", "extract", LARGE, "--batch", first).exit_code == 0


def test_bytes_are_not_written_to_a_terminal(site: LoadSite) -> None:
    archive(site)
    ours, theirs = os.openpty()
    program = "from amzn_review.cli import main; main(prog_name='amzn-review')"
    done = subprocess.run(
        [sys.executable, "-c", program, "raw", "extract", LARGE],
        env={**os.environ, "DATA_DIR": str(site.layout.root)},
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.set_blocking(ours, False)
    with pytest.raises(BlockingIOError):
        os.read(ours, 1)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "Error: The bytes are not for a terminal: add --output FILE, or a pipe such as | zcat."
    )
