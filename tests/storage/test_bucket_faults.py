"""The bucket behind a proxy that fails: the same objects, or one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import s3_clients
from storage.address import BucketAddress
from storage.bucket import Bucket
from storage.s3_error import ObjectChangedError, S3Error
from tests.s3_fault_proxy import PASSING, REAL_REGION, FaultProxy

CONTENTS = {f"k{number:03}": f"{number}".encode() * 50 for number in range(200)}
SENTENCES = {
    "AccessDenied": "these credentials may not do this; let them list, read, write and delete in the bucket",
    "ExpiredToken": "the credentials have expired; sign in again (`aws sso login`) or renew the keys",
    "InvalidToken": "the session token does not fit the keys; take keys and token from the same sign-in",
    "RequestTimeTooSkewed": "this machine's clock is more than 15 minutes off; set it by NTP",
    "SignatureDoesNotMatch": "the signature is wrong; check AWS_SECRET_ACCESS_KEY and AWS_REGION",
    "PermanentRedirect": f"the bucket is in another region, {REAL_REGION}; correct AWS_REGION",
    "AuthorizationHeaderMalformed": f"the bucket is in another region, {REAL_REGION}; correct AWS_REGION",
}


@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_tried_again(bucket_address: BucketAddress, fault: str, tmp_path: Path) -> None:
    keys = [*CONTENTS, "control\x01key"]  # boto3 alone can move the last one
    contents = dict.fromkeys(keys, b"") | CONTENTS | {"control\x01key": b"by boto3"}
    large = tmp_path / "large"
    large.write_bytes(bytes(range(256)) * 4096 * 20)
    with FaultProxy(str(bucket_address.endpoint_url), [fault], share=0.12, seed=5).serve() as proxy:
        bucket = Bucket(proxy.before(bucket_address))
        assert list(bucket.put_many(contents.items())) == keys
        bucket.upload("large", large)
        listed = [stored for stored in bucket.list() if stored.key != "large"]
        assert sorted(stored.key for stored in listed) == sorted(keys)
        assert {stored.key: content for stored, content in bucket.get_many(listed)} == contents
        stored = bucket.head("large")
        assert stored is not None
        bucket.download(stored, tmp_path / "again")
        bucket.copy(stored, "copy")
        bucket.delete_many([*keys, "large"])
    assert (tmp_path / "again").read_bytes() == large.read_bytes()
    assert [(left.key, left.size) for left in Bucket(bucket_address).list()] == [("copy", 20 * 1024 * 1024)]
    assert proxy.injected[fault] > 10


@pytest.mark.parametrize("code", SENTENCES)
def test_what_lasts_is_one_sentence_at_once(bucket_address: BucketAddress, code: str) -> None:
    with FaultProxy(str(bucket_address.endpoint_url), [code]).serve() as proxy:
        bucket = Bucket(proxy.before(bucket_address))
        actions = (
            lambda: bucket.get("a"),
            lambda: bucket.put("a", b""),
            lambda: list(bucket.list("a")),
            lambda: bucket.head("a"),
            lambda: bucket.delete_many(["a"]),
        )
        for action in actions:
            proxy.injected.clear()
            with pytest.raises(S3Error) as refused:
                action()
            sentence = str(refused.value)
            assert SENTENCES[code] in sentence
            assert f" in {replace(bucket_address, endpoint_url=proxy.endpoint_url).place}: " in sentence
            assert str(bucket_address.secret_access_key) not in sentence
            assert proxy.injected.total() <= 4  # asked again by boto3 for the reason, not ten times


def test_a_server_that_never_answers_is_one_sentence(
    bucket_address: BucketAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_clients, "ATTEMPTS", 2)
    monkeypatch.setattr(s3_clients, "BOTO_ATTEMPTS", 2)
    with FaultProxy(str(bucket_address.endpoint_url), ["reset"]).serve() as proxy:
        bucket = Bucket(proxy.before(bucket_address))
        for action in (lambda: bucket.get("a"), lambda: bucket.put("a", b""), lambda: list(bucket.list())):
            with pytest.raises(S3Error, match="the server could not be reached or broke off every attempt"):
                action()


def test_pauses_grow_and_are_drawn(bucket_address: BucketAddress) -> None:
    """From 0.1 s to 5 s, doubled each time, as obstore is told; boto3's standard mode doubles up to 20 s."""
    clients = s3_clients.open_clients(bucket_address, 1)
    pauses = {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=5), "base": 2}
    told = clients.store.retry_config
    assert told is not None
    assert (told["max_retries"], told["backoff"]) == (9, pauses)
    retries = clients.boto.meta.config.retries
    assert (retries["mode"], retries["total_max_attempts"]) == ("standard", 6)


def test_an_answer_with_another_etag_is_a_changed_object(bucket_address: BucketAddress) -> None:
    with FaultProxy(str(bucket_address.endpoint_url), ["changed"]).serve() as proxy:
        bucket = Bucket(proxy.before(bucket_address))
        bucket.put("a", b"a")
        with pytest.raises(
            ObjectChangedError, match="'a' was replaced after it was listed: its ETag is changed"
        ):
            bucket.get("a", "0cc175b9c0f1b6a831c399e269772661")


def test_a_key_that_was_not_deleted_is_asked_for_again(bucket_address: BucketAddress) -> None:
    for key in ("a", "b"):
        Bucket(bucket_address).put(key, b"")
    endpoint = str(bucket_address.endpoint_url)
    with FaultProxy(endpoint, ["undeleted InternalError"], most=2).serve() as proxy:
        Bucket(proxy.before(bucket_address)).delete_many(["a", "b"])
    assert list(Bucket(bucket_address).list()) == []
    assert proxy.injected.total() == 2
    with (
        FaultProxy(endpoint, ["undeleted AccessDenied"]).serve() as denying,
        pytest.raises(S3Error, match=r"Could not delete 'a' in .*: these credentials may not do this"),
    ):
        Bucket(denying.before(bucket_address)).delete_many(["a", "b"])
