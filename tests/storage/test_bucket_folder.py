"""Folders in a bucket: whole or not at all, whoever dies, and never half of two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.address import BucketAddress
from storage.bucket import Bucket
from storage.bucket_folder import BucketFolder, folders_below
from storage.s3_error import ObjectGoneError, S3Error
from tests.s3_fault_proxy import FaultProxy

FIRST = {"a.txt": b"first", "below/b.bin": bytes(range(256)) * 9_000, "empty": b""}
SECOND = {"a.txt": b"second, and longer", "c": b"c"}


@pytest.fixture
def bucket(bucket_address: BucketAddress) -> Bucket:
    return Bucket(bucket_address)


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def keys(bucket: Bucket) -> list[str]:
    return [found.key for found in bucket.list()]


def test_what_was_pushed_is_pulled_and_the_second_takes_the_place_of_the_first(
    bucket: Bucket, tmp_path: Path
) -> None:
    place = BucketFolder(bucket, "models/v1")
    assert place.pull(tmp_path / "here") is False
    assert not (tmp_path / "here").exists()
    place.push(written(tmp_path / "first", FIRST))
    assert place.pull(tmp_path / "here") is True
    assert held(tmp_path / "here") == FIRST
    place.push(written(tmp_path / "second", SECOND))
    assert place.pull(tmp_path / "here") is True
    assert held(tmp_path / "here") == SECOND
    assert len(keys(bucket)) == 3  # two files and whole.json: nothing of the first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "here", "second"]


@pytest.mark.parametrize("uploads", [0, 1, 2, 3])
def test_a_push_that_dies_leaves_what_was_there(bucket: Bucket, tmp_path: Path, uploads: int) -> None:
    """Its requests fail from the given one on; the next push removes what it left."""
    place = BucketFolder(bucket, "models/v1")
    place.push(written(tmp_path / "second", SECOND))
    proxy = FaultProxy(str(bucket.address.endpoint_url), ["AccessDenied"])
    proxy.concerns = lambda method, _: method == "PUT" and proxy.passed["PUT"] >= uploads
    with proxy.serve(), pytest.raises(S3Error):
        BucketFolder(Bucket(proxy.before(bucket.address)), "models/v1").push(
            written(tmp_path / "first", FIRST)
        )
    assert place.pull(tmp_path / "here")
    assert held(tmp_path / "here") == SECOND
    place.push(tmp_path / "first")
    assert place.pull(tmp_path / "here")
    assert held(tmp_path / "here") == FIRST
    assert len(keys(bucket)) == 4


def test_through_faults_that_pass(bucket: Bucket, tmp_path: Path) -> None:
    written(tmp_path / "first", FIRST | {f"f{number}": b"x" * number for number in range(30)})
    with FaultProxy(str(bucket.address.endpoint_url), share=0.15, seed=3).serve() as proxy:
        place = BucketFolder(Bucket(proxy.before(bucket.address)), "models/v1")
        place.push(tmp_path / "first")
        assert place.pull(tmp_path / "here")
    assert proxy.injected.total() > 3
    assert held(tmp_path / "here") == held(tmp_path / "first")


def test_another_push_in_the_middle_of_a_pull(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = BucketFolder(bucket, "models/v1")
    place.push(written(tmp_path / "first", FIRST))
    whole = BucketFolder._whole
    looks: list[object] = []

    def look(folder: BucketFolder) -> object:
        found = whole(folder)
        if not looks:
            looks.append(found)
            place.push(written(tmp_path / "second", SECOND))
        return found

    monkeypatch.setattr(BucketFolder, "_whole", look)
    assert place.pull(tmp_path / "here")
    assert held(tmp_path / "here") == SECOND


def truncate(bucket: Bucket, key: str) -> None:
    bucket.put(key, bucket.get(key)[:-1])


@pytest.mark.parametrize(
    ("name", "act", "sentence"),
    [
        (
            "a.txt",
            truncate,
            r"a\.txt in s3://.* has 4 bytes, expected 5: it is not what was handed over\. Clear",
        ),
        ("a.txt", lambda bucket, key: bucket.delete_many([key]), r"a\.txt' is not in the bucket"),
        ("whole.json", truncate, r"whole\.json in s3://.* is damaged .*Clear the task"),
        (
            "whole.json",
            lambda bucket, key: bucket.put(key, b'{"generation": "g", "files": {"../../x": 1}}'),
            r"names '\.\./\.\./x', which leads out of the folder",
        ),
    ],
)
def test_what_is_not_as_it_was_handed_over_is_a_sentence(
    bucket: Bucket, tmp_path: Path, name: str, act: Callable[[Bucket, str], None], sentence: str
) -> None:
    place = BucketFolder(bucket, "models/v1")
    place.push(written(tmp_path / "first", FIRST))
    (key,) = (key for key in keys(bucket) if key.endswith(name))
    act(bucket, key)
    written(tmp_path / "here", SECOND)
    with pytest.raises((S3Error, ObjectGoneError), match=sentence):
        place.pull(tmp_path / "here")
    assert held(tmp_path / "here") == SECOND


def test_folders_beside_each_other(bucket: Bucket, tmp_path: Path) -> None:
    written(tmp_path / "first", FIRST)
    before = datetime.now(UTC) - timedelta(seconds=2)
    for name in ("v1", "v10"):
        BucketFolder(bucket, f"models/{name}").push(tmp_path / "first")
    bucket.put("models/champion.json", b"{}")
    found = folders_below(bucket, "models")
    assert sorted(found) == ["v1", "v10"]
    assert all(before <= moment <= datetime.now(UTC) + timedelta(seconds=2) for moment in found.values())
    BucketFolder(bucket, "models/v1").remove()
    assert sorted(folders_below(bucket, "models")) == ["v10"]
    assert BucketFolder(bucket, "models/v10").pull(tmp_path / "here")
    assert "models/champion.json" in keys(bucket)
