from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from amzn_review.corpus.product_delivery import bring_products
from amzn_review.data_layout import DataLayout, review_file_names
from amzn_review.uploader.folder_destination import LocalUploader
from text_files.framing.read_source import UnreadableFileError

CONTENT = b'{"asin": "B1"}\n\n{"asin": "B2"}'
# printf '{"asin": "B1"}\n\n{"asin": "B2"}' | b2sum --length=32
DIGEST = "51343977"


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    layout = DataLayout(tmp_path / "data")
    layout.review_folder("lamps").mkdir(parents=True)
    (layout.review_folder("lamps") / "1.json.gz").write_bytes(gzip.compress(b"{}"))
    return layout


def source(tmp_path: Path, name: str, content: bytes = CONTENT) -> Path:
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def dropped(layout: DataLayout) -> dict[str, bytes]:
    """What the uploader drops now; then the loader takes it away."""
    LocalUploader(layout).run()
    files = sorted(layout.uploaded_products.iterdir())
    found = {file.name: gzip.decompress(file.read_bytes()) for file in files}
    for file in files:
        file.unlink()
    return found


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".json.gz", ".jsonl.gz", ".JSON"])
def test_every_form_becomes_the_same_piece(tmp_path: Path, layout: DataLayout, suffix: str) -> None:
    brought = bring_products(source(tmp_path, f"meta Lamps{suffix}"), layout)
    assert brought == layout.metadata_products / f"meta_Lamps-{DIGEST}.json.gz"
    assert gzip.decompress(brought.read_bytes()) == CONTENT
    assert brought.read_bytes()[4:8] == bytes(4)  # RFC 1952: MTIME
    assert review_file_names(layout.metadata_products) == [brought.name]


def test_the_same_content_is_not_dropped_again(tmp_path: Path, layout: DataLayout) -> None:
    name = f"meta-{DIGEST}.json.gz"
    bring_products(source(tmp_path, "meta.json.gz"), layout)
    assert dropped(layout) == {name: CONTENT}
    bring_products(source(tmp_path, "meta.jsonl"), layout)
    assert review_file_names(layout.metadata_products) == [name]
    assert dropped(layout) == {}


def test_a_corrected_file_of_the_same_name_is_dropped_too(tmp_path: Path, layout: DataLayout) -> None:
    bring_products(source(tmp_path, "meta.json.gz"), layout)
    dropped(layout)
    corrected = bring_products(source(tmp_path, "meta.json.gz", b'{"asin": "B1", "title": "Lamp"}\n'), layout)
    assert dropped(layout) == {corrected.name: b'{"asin": "B1", "title": "Lamp"}\n'}


def test_a_name_without_a_safe_letter(tmp_path: Path, layout: DataLayout) -> None:
    assert bring_products(source(tmp_path, ".json"), layout).name == f"products-{DIGEST}.json.gz"


def test_progress_counts_bytes_of_the_file(tmp_path: Path, layout: DataLayout) -> None:
    file = source(tmp_path, "meta.json.gz")
    seen: list[tuple[int, int]] = []
    bring_products(file, layout, lambda done, total: seen.append((done, total)))
    assert seen == [(file.stat().st_size, file.stat().st_size)]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("meta.json.gz", None, "does not exist: expected a file of JSON records; check the path."),
        ("meta.json.gz", gzip.compress(CONTENT * 9999)[:-12], "found the end after"),
        ("meta.json.gz", b"asin,price\nB1,2\n", "found a table (CSV), expected JSON records: "),
        (
            "meta.json.gz",
            gzip.compress(CONTENT) + b"garbage",
            f"found damage after {len(CONTENT)} unpacked bytes",
        ),
        ("meta.json.gz", b"", "found nothing, expected at least one line; mend the file"),
        ("meta.json", b"\n \n", "found 2 blank lines, expected at least one line; mend the file"),
    ],
    ids=["absent", "truncated", "table", "garbage", "empty", "blank"],
)
def test_a_bad_file_leaves_nothing(
    tmp_path: Path, layout: DataLayout, name: str, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnreadableFileError) as caught:
        bring_products(file, layout)
    assert str(caught.value).startswith(str(file))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(layout.metadata_products.glob("*.gz*")) == []
