"""From the uploader through a Redis stream into the warehouse: every record once, every byte kept."""

from __future__ import annotations

import os
from collections.abc import Callable

from click.testing import Result

from tests.amzn_review.load_site import LoadSite, balance, line, numbered, packed
from tests.amzn_review.streams.stream_load import load
from tests.stream_server import GROUP, KEY, StreamServer

REVIEWS = """
    select reviewer_id, asin, rating, review_text, summary, vote, verified, style, review_time::text,
        line_number, source_key
    from reviews order by 1
"""


def test_what_the_uploader_adds_is_loaded_as_from_a_folder(
    site: LoadSite, stream_server: StreamServer, amzn_review: Callable[..., Result]
) -> None:
    lamps = site.layout.review_folder("lamps")
    lamps.mkdir(parents=True)
    for number in range(3):
        (lamps / f"{number}.json.gz").write_bytes(packed(numbered(number)))
    (lamps / "bad.json.gz").write_bytes(b"bad")
    (lamps / "many.json.gz").write_bytes(packed(numbered(8) + b"bad\n" + numbered(9)))
    site.layout.metadata_products.mkdir(parents=True)
    (site.layout.metadata_products / "p.json.gz").write_bytes(packed(b'{"asin": "B1", "title": "Lamp"}'))
    to = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(stream_server.port), "STREAM_NAME": KEY}
    added = amzn_review("uploader", "run", "--to", "stream", "--rate", "0", "--batch", "2", **to)
    assert (added.exit_code, added.stdout) == (
        0, "dropped 5, 0 remain\n  lamps: 5\n  product metadata: 1 files\n",
    )  # fmt: skip
    again = amzn_review("uploader", "run", "--to", "stream", "--rate", "0", **to)
    assert (again.exit_code, again.stdout) == (0, "dropped 0, 0 remain\n")
    ids = {fields[b"name"].decode(): i.decode() for i, fields in stream_server.client.xrange(KEY)}
    assert sorted(ids) == [*(f"{n}.json.gz" for n in range(3)), "bad.json.gz", "many.json.gz", "p.json.gz"]

    result = amzn_review("load", "--local", STREAM="redis", STREAM_GROUP=GROUP, **to)
    assert (result.exit_code, result.stderr) == (0, "")

    def key(name: str) -> str:
        return f"reviews/lamps/{name}.redis-{ids[f'{name}.json.gz']}.json.gz"

    def row(number: int, name: str, line_number: int) -> tuple[object, ...]:
        return (
            f"R{number}", "B00TESTABC", 5, f"text {number}", "Warm", 12, True, {"Size:": " 7.0 oz"},
            "2016-09-01 00:00:00", line_number, key(name),
        )  # fmt: skip

    assert site.rows(REVIEWS) == [
        *(row(n, str(n), 1) for n in range(3)), row(8, "many", 1), row(9, "many", 3),
    ]  # fmt: skip
    assert site.rows("select asin, product_name from products order by 1") == [
        ("B00TESTABC", None), ("B1", "Lamp"),
    ]  # fmt: skip
    assert site.quarantined() == [
        (key("bad"), 0, "not-gzip", "file", True),
        (key("many"), 2, "not-json", "record", False),
    ]
    assert site.lies("quarantine/not-gzip") == {key("bad"): b"bad"}
    product = f"metadata/products/p.redis-{ids['p.json.gz']}.json.gz"
    assert site.lies("pack") == {
        **{key(str(n)): packed(numbered(n)) for n in range(3)},
        key("many"): packed(numbered(8) + b"bad\n" + numbered(9)),
        product: packed(b'{"asin": "B1", "title": "Lamp"}'),
    }
    assert (site.lies("uploaded"), site.lies("outgoing")) == ({}, {})
    (manifest,) = (site.layout.manifests / "done").iterdir()
    assert manifest.read_text().count("redis-") == 6
    assert stream_server.client.xlen(KEY) == 0
    assert stream_server.client.xpending(KEY, GROUP)["pending"] == 0
    assert load(site, stream_server) == []


def test_a_line_of_json_is_a_record_and_an_entry_without_one_is_set_aside(
    site: LoadSite, stream_server: StreamServer
) -> None:
    plain = stream_server.add(record=line(), folder="reviews/lamps")
    bare = stream_server.client.xadd(KEY, {"temperature": "21", b"\xff": b"\xfe"}).decode()
    stray = stream_server.add(record=numbered(1), folder="../etc", name="../x")
    (sheet,) = load(site, stream_server)
    assert (sheet.listed, sheet.loaded, sheet.quarantined, sheet.held) == (3, 2, 1, 0)
    assert site.rows("select reviewer_id, source_key from reviews order by 1") == [
        ("A3TESTREVIEWER", f"reviews/lamps/redis-{plain}.json.gz"),
        ("R1", f"reviews/unnamed/redis-{stray}.json.gz"),
    ]
    ((key, number, reason, _, is_whole_file),) = site.quarantined()
    assert (key, number, is_whole_file) == (f"reviews/unnamed/redis-{bare}.json.gz", 1, True)
    assert site.lies(f"quarantine/{reason}") == {key: packed(b'{"temperature": "21", "\\udcff": "\\udcfe"}')}


def test_an_entry_of_10_megabytes_is_kept_whole(site: LoadSite, stream_server: StreamServer) -> None:
    record = line(reviewText=os.urandom(5_000_000).hex())
    entry_id = stream_server.add(record=record, folder="reviews/lamps")
    small = stream_server.add(file=packed(numbered(1)), folder="reviews/lamps")
    assert balance(load(site, stream_server)) == {"files": 2, "listed": 2, "staged": 2, "loaded": 2}
    assert site.rows("select length(review_text) from reviews order by 1 desc limit 1") == [(10_000_000,)]
    assert site.found() == sorted(
        (("raw", f"reviews/lamps/redis-{entry_id}.json.gz", packed(record)),
         ("pack", f"reviews/lamps/redis-{small}.json.gz", packed(numbered(1))))
    )  # fmt: skip


def test_words_that_contradict_each_other_are_refused(amzn_review: Callable[..., Result]) -> None:
    both = amzn_review("uploader", "run", "--local", "--to", "stream")
    assert (both.exit_code, both.stderr.splitlines()[-1]) == (
        2, "Error: --local is --to folder: leave it out, or --to stream.",
    )  # fmt: skip
    kafka = amzn_review("uploader", "run", "--to", "stream", STREAM="kafka")
    assert (kafka.exit_code, kafka.stderr.splitlines()[-1]) == (
        2,
        "Error: --to stream adds to a Redis stream, and STREAM=kafka is loaded from a topic: fill that with "
        "a producer of your own, or set STREAM=redis.",
    )
