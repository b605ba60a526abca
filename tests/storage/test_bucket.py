from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from storage.address import BucketAddress
from storage.bucket import Bucket
from storage.s3_error import ObjectChangedError, ObjectGoneError, S3Error
from storage.stored_object import plain_etag
from tests.hostile_shell import AWS

MIB = 1024 * 1024
KEYS_OF_ALL_KINDS = [
    "reviews/all_beauty/a.json.gz",
    "a b/c+d.json",
    "p%20q",
    "100%",
    "ünï/é.txt",
    "e\u0301",
    "日本",
    "😀",
    "x#y?z&w=1",
    "tilde~'()*!",
    "back\\slash",
    'q"uote',
    "colon:x",
    "pipe|x<>[a]{b}^`",
    ".hidden",
    "last. ",
    "tab\tkey",
    "line\nbreak",
    "control\x01key",
    "delete\x7f",
]


pytestmark = pytest.mark.aws


@pytest.fixture
def bucket(any_bucket: BucketAddress) -> Bucket:
    return Bucket(any_bucket)


@pytest.mark.parametrize("key", KEYS_OF_ALL_KINDS)
def test_a_key_of_any_form_is_written_listed_read_copied_and_deleted(bucket: Bucket, key: str) -> None:
    content = key.encode() * 3
    bucket.put(key, content)
    [stored] = bucket.list()
    assert (stored.key, stored.size) == (key, len(content))
    assert stored.etag == hashlib.md5(content).hexdigest()
    assert bucket.get(key, stored.etag) == content
    found = bucket.head(key)
    assert found is not None
    assert (found.key, found.size, found.etag) == (key, len(content), stored.etag)
    bucket.copy(stored, f"copy/{key}")
    assert bucket.get(f"copy/{key}") == content
    bucket.delete_many([key, "never-there"])
    assert [left.key for left in bucket.list()] == [f"copy/{key}"]


def test_a_slash_at_an_end_is_never_dropped_from_a_key(bucket: Bucket) -> None:
    # Amazon S3 takes such keys and the stand-in refuses them; neither must touch another object.
    bucket.put("lead", b"another object")
    for key in ("/lead", "lead//x"):
        try:
            bucket.put(key, b"a new one")
        except S3Error:
            with pytest.raises(S3Error):
                bucket.get(key)
        else:
            assert bucket.get(key) == b"a new one"
    assert bucket.get("lead") == b"another object"


def test_a_listing_goes_on_after_a_thousand(bucket: Bucket) -> None:
    keys = [f"reviews/{number:05d}" for number in range(2_345)]
    assert list(bucket.put_many((key, key.encode()) for key in [*keys, "elsewhere"])) == [*keys, "elsewhere"]
    assert [(stored.key, stored.size) for stored in bucket.list("reviews/")] == [(key, 13) for key in keys]
    bucket.delete_many(keys[:2_100])
    assert [stored.key for stored in bucket.list("reviews/")] == keys[2_100:]


def test_many_are_read_in_the_order_asked_for(bucket: Bucket) -> None:
    contents = {f"k{number}": bytes([number % 251]) * (number % 40) for number in range(600)}
    assert list(bucket.put_many(contents.items())) == list(contents)
    listed = {stored.key: stored for stored in bucket.list()}
    asked = [listed[key] for key in reversed(contents)]
    assert list(bucket.get_many(asked)) == [(stored, contents[stored.key]) for stored in asked]


def test_what_changed_since_the_listing_is_told_beside_the_rest(bucket: Bucket) -> None:
    for key in ("a", "b", "c"):
        bucket.put(key, key.encode())
    listed = list(bucket.list())
    bucket.put("a", b"another")
    bucket.delete_many(["b"])
    replaced, gone, whole = (answer for _, answer in bucket.get_many(listed))
    assert isinstance(replaced, ObjectChangedError)
    assert str(replaced) == (
        "Object 'a' was replaced after it was listed: its ETag is b32d73e56ec99bc5ec8f83871cde708a now, "
        "0cc175b9c0f1b6a831c399e269772661 was listed."
    )
    assert isinstance(gone, ObjectGoneError)
    assert str(gone) == "Object 'b' is not in the bucket: it was deleted, or never arrived."
    assert whole == b"c"
    for error in (replaced, gone):
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
    with pytest.raises(ObjectChangedError):
        bucket.copy(listed[0], "copy")
    with pytest.raises(ObjectGoneError):
        bucket.copy(listed[1], "copy")
    assert bucket.head("copy") is None


def test_a_large_object_goes_up_and_down_in_parts(bucket: Bucket, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"".join(number.to_bytes(4, "big") for number in range(40 * MIB // 4)) + b"end")
    bucket.upload("large", source)
    [stored] = bucket.list()
    assert stored.size == 40 * MIB + 3
    bucket.download(stored, target)
    assert target.read_bytes() == source.read_bytes()
    bucket.put("large", b"small now")
    with pytest.raises(ObjectChangedError):
        bucket.download(stored, tmp_path / "other")
    bucket.put("empty", b"")
    empty = bucket.head("empty")
    assert empty is not None
    bucket.download(empty, target)
    assert target.read_bytes() == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "target"]


def refusals(address: BucketAddress) -> list[tuple[BucketAddress, str]]:
    return [
        (
            replace(address, bucket="no-such-bucket"),
            f"s3://no-such-bucket at {address.endpoint_url}: there is no such bucket; make it, or correct "
            "AWS_S3_BUCKET (NoSuchBucket, HTTP 404).",
        ),
        (
            replace(address, access_key_id="nobody-of-that-name"),
            f"{address.place}: the access key is not known there; check AWS_ACCESS_KEY_ID and the endpoint "
            "(InvalidAccessKeyId, HTTP 403).",
        ),
        (
            replace(address, secret_access_key="a-wrong-secret-of-some-length"),
            f"{address.place}: the signature is wrong; check AWS_SECRET_ACCESS_KEY and AWS_REGION "
            "(SignatureDoesNotMatch, HTTP 403).",
        ),
    ]


@pytest.mark.parametrize("number", range(3), ids=["wrong bucket", "unknown key", "wrong secret"])
def test_a_refusal_is_one_sentence_whatever_was_asked(bucket_address: BucketAddress, number: int) -> None:
    address, end = refusals(bucket_address)[number]
    bucket = Bucket(address)
    asked: dict[str, Callable[[], object]] = {
        "Could not read 'a' in ": lambda: bucket.get("a"),
        "Could not write 'a' in ": lambda: bucket.put("a", b""),
        "Could not list 'a' in ": lambda: list(bucket.list("a")),
        "Could not look up 'a' in ": lambda: bucket.head("a"),
        "Could not delete 2 objects in ": lambda: bucket.delete_many(["a", "b"]),
    }
    for beginning, action in asked.items():
        with pytest.raises(S3Error) as refused:
            action()
        assert str(refused.value) == beginning + end
        assert type(refused.value) is S3Error


def test_the_secret_is_not_shown(bucket_address: BucketAddress) -> None:
    assert bucket_address.secret_access_key is not None
    assert bucket_address.secret_access_key not in repr(bucket_address)


def test_no_credentials_at_all_is_one_sentence(
    bucket_address: BucketAddress, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    address = replace(bucket_address, access_key_id=None, secret_access_key=None)
    with pytest.raises(S3Error, match=r"There are no AWS credentials for s3://.*: set AWS_ACCESS_KEY_ID"):
        Bucket(address).get("a")


def test_with_keys_no_profile_of_the_shell_is_asked_for(
    bucket_address: BucketAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)
    bucket = Bucket(bucket_address)
    bucket.put("a", b"a")
    assert (bucket.get("a"), [found.key for found in bucket.list()]) == (b"a", ["a"])


def test_an_etag_is_compared_without_its_quotes(bucket: Bucket) -> None:
    assert plain_etag('"abc"') == plain_etag('W/"abc"') == plain_etag("abc") == "abc"
    bucket.put("a", b"a")
    assert bucket.get("a", '"0cc175b9c0f1b6a831c399e269772661"') == b"a"


def test_a_plain_client_sees_what_ours_wrote(bucket: Bucket) -> None:
    address = bucket.address
    bucket.put("p%20 q+é.gz", b"content")
    client = boto3.client(
        "s3",
        endpoint_url=address.endpoint_url,
        region_name=address.region,
        aws_access_key_id=address.access_key_id,
        aws_secret_access_key=address.secret_access_key,
    )
    assert client.get_object(Bucket=address.bucket, Key="p%20 q+é.gz")["Body"].read() == b"content"


def test_only_unchanged_objects_are_deleted(bucket: Bucket) -> None:
    """Keys with control characters, one a request, too. test_batch_faults tests the condition itself."""
    keys = ["plain", "control\x01character", "gone\x01"]
    for key in keys:
        bucket.put(key, b"1")
    found = list(bucket.list())
    bucket.delete_many(["gone\x01"])
    assert bucket.delete_unchanged(found) == []
    assert list(bucket.list()) == []
