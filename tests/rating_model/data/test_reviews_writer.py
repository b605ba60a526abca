"""The export contract: whatever is written by it, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rating_model.data.review_files import read_part
from rating_model.data.reviews_manifest import ReviewsManifest
from rating_model.data.reviews_writer import ReviewsWriter

NEW = [(1, "Good lamp", 5), (2, "", 4), (3, "good lamp", 4), (4, "Bad lamp", 1)]
TRAIN = [(1, "Good lamp", 5), (3, "good lamp", 4)]
EVALUATION = [(4, "Bad lamp", 1)]


def test_three_parts_and_what_the_manifest_says_of_them(tmp_path: Path) -> None:
    with ReviewsWriter(tmp_path) as writer:
        writer.write("new", NEW[:3])
        writer.write("train", TRAIN)
        writer.write("evaluation", EVALUATION)
        writer.write("new", NEW[3:])
    manifest = writer.finish(
        version="b2", batch_ids=["b1", "b2"], run_ids=["r"], seen_batch_ids=["b0", "b2"], replayed=1
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "evaluation-00000-of-00001.parquet", "manifest.json",
        "new-00000-of-00001.parquet", "train-00000-of-00001.parquet",
    ]  # fmt: skip
    read = {
        part: [tuple(row.values()) for batch in read_part(tmp_path, part) for row in batch.to_pylist()]
        for part in ("new", "train", "evaluation")
    }
    assert read == {"new": NEW, "train": TRAIN, "evaluation": EVALUATION}
    assert json.loads((tmp_path / "manifest.json").read_text()) == {
        "version": "b2",
        "batch_ids": ["b1", "b2"],
        "run_ids": ["r"],
        "seen_batch_ids": ["b0", "b2"],
        # The two texts of the training part differ in case alone: with the other one they are two.
        "counts": {"new": 4, "without_text": 1, "train": 2, "replayed": 1, "evaluation": 1, "texts": 2},
        "drift": {"champion": None, "warnings": []},
        # Both have nine characters: of nine equal deciles one edge is left, which belongs to the upper bin.
        "reference": {
            "rating": {"edges": [1.5, 2.5, 3.5, 4.5], "counts": [0, 0, 0, 1, 1]},
            "length": {"edges": [9.0], "counts": [0, 2]},
        },
    }
    assert ReviewsManifest.read(tmp_path) == manifest


def test_an_export_of_no_row_is_three_empty_parts(tmp_path: Path) -> None:
    with ReviewsWriter(tmp_path) as writer:
        pass
    manifest = writer.finish(version="b", batch_ids=["b"], run_ids=["r"], seen_batch_ids=[])
    assert [list(read_part(tmp_path, part)) for part in ("new", "train", "evaluation")] == [[], [], []]
    assert (manifest.reference, set(manifest.counts.values())) == ({}, {0})


def test_what_was_not_written_to_the_end_has_neither_names_nor_manifest(tmp_path: Path) -> None:
    def fail() -> None:
        with ReviewsWriter(tmp_path) as writer:
            writer.write("new", NEW)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail()
    assert {path.suffix for path in tmp_path.iterdir()} == {".partial"}
    with pytest.raises(ValueError, match=r"holds no export \(manifest.json is missing\)"):
        ReviewsManifest.read(tmp_path)
