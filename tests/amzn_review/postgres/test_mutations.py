"""Good files, mutated at random: each ends in one place, and in one column of the balance sheet."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from amzn_review.batch.quarantine_names import quarantine_path
from amzn_review.data_layout import DataLayout
from tests.amzn_review.load_site import LoadSite, line, numbered, packed

LARGE = packed(b"".join(line(reviewerID=f"L{n}", reviewText=f"{n * 7919**30:x}") for n in range(3_000)))
GOOD = {
    "reviews/lamps/a.json.gz": packed(numbered(1)),
    "reviews/lamps/b.json.gz": packed(numbered(2)),
    "reviews/chairs/c.json.gz": packed(b"".join(map(numbered, range(10, 16)))),
    "reviews/chairs/d.json.gz": packed(numbered(20)) + packed(numbered(21)),
    "reviews/lamps/e.json.gz": packed(line(vote="1,234", image=["https://images.example.com/e.jpg"])),
    "metadata/products/p.json.gz": packed(b'{"asin": "B00TESTABC", "title": "Cup"}'),
}
Files = dict[str, bytes]
CUT = {f"reviews/lamps/{n}.json.gz": GOOD["reviews/lamps/a.json.gz"][:n] for n in range(40)}

names = st.sampled_from(sorted(GOOD))
patches = st.sampled_from(
    [
        b"",
        b"\0",
        b"\xff",
        b"garbage",
        bytes(20),
        b"\x1f\x8b",
        packed(numbered(30)),
        packed(b"bad\n"),
        packed(b""),
    ]
) | st.binary(max_size=4)
new_names = st.sampled_from(
    ["reviews/lamps/new.json.gz", "reviews/chairs/a.json.gz", "reviews/lamps/\n\t.json.gz",
     "reviews/lamps/☕ b.json.gz", "reviews/lamps/\udcff.json.gz", "reviews/lamps/back\\slash.json.gz",
     "reviews/chairs/c.line-3.json.gz", "metadata/products/q.json.gz", f"reviews/lamps/{'x' * 247}.json.gz"]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> Files:
    """The good files after a few random mishaps."""
    files = dict(GOOD)
    for _ in range(draw(st.integers(1, 6))):
        name = draw(names.filter(files.__contains__)) if any(name in files for name in GOOD) else None
        if name is None:
            break
        content = files[name]
        at = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(["cut", "patch", "insert", "append", "rename", "copy", "swap", "lines"])):
            case "cut":
                files[name] = content[:at]
            case "patch":
                patch = draw(patches)
                files[name] = content[:at] + patch + content[at + len(patch) :]
            case "insert":
                files[name] = content[:at] + draw(patches) + content[at:]
            case "append":
                files[name] = content + draw(patches)
            case "rename":
                files[draw(new_names)] = files.pop(name)
            case "copy":
                files[draw(new_names)] = content
            case "swap":
                other = draw(names.filter(files.__contains__))
                files[name], files[other] = files[other], content
            case "lines":
                texts = draw(
                    st.lists(
                        st.sampled_from([b"bad", b"", line().rstrip(), b"[]", b'{"overall": 9}']), max_size=4
                    )
                )
                files[name] = packed(b"\n".join(texts))
    return files


def as_set_aside(key: str) -> str:
    """The key as the quarantine spells it."""
    place = DataLayout(Path("data"))
    return str(
        quarantine_path(place, "a-reason", "a-batch", key).relative_to(place.quarantine / "a-reason/a-batch")
    )


def check(site: LoadSite, files: Files, waiting: int) -> None:
    """Each file is in one place, `waiting` of them in uploaded/; the ledger agrees with the tables."""
    for listed, staged, loaded, duplicate, quarantined, held in site.rows(
        "select listed, staged, loaded, duplicate, quarantined, held from ingest_batches"
    ):
        assert listed == loaded + duplicate + quarantined + held
        assert staged == loaded + duplicate
    ((loaded,),) = site.rows("select coalesce(sum(loaded), 0) from ingest_batches")
    assert site.rows("select count(*) from reviews") == [(loaded,)]
    ((quarantined,),) = site.rows("select coalesce(sum(quarantined), 0) from ingest_batches")
    assert site.rows("select count(*) from quarantined_records where source_key like 'reviews%'") == [
        (quarantined,)
    ]

    found = site.found()
    lines = sum(not is_whole_file for *_, is_whole_file in site.quarantined())
    assert len(found) == len(files) + lines
    arrived = Counter(files.values())
    kept = Counter(file.content for file in found)
    assert arrived - kept == Counter()
    assert (kept - arrived).total() == lines
    names = Counter(
        file.key if file.place.startswith("quarantine") else as_set_aside(file.key) for file in found
    )
    assert Counter(map(as_set_aside, files)) - names == Counter()
    assert sum(file.place == "uploaded" for file in found) == waiting


@settings(
    max_examples=50,
    deadline=None,
    # Looking for the smallest example takes hundreds of loads, longer than a test may.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(files=mutated(), batch_files=st.sampled_from([3, 50]), age_seconds=st.sampled_from([0, 3600]))
@example(files=GOOD, batch_files=50, age_seconds=0)
@example(files={"reviews/lamps/l.json.gz": LARGE[:-3]}, batch_files=50, age_seconds=0)
@example(files={"reviews/lamps/l.json.gz": LARGE + b"\0garbage"} | GOOD, batch_files=2, age_seconds=3600)
@example(files=CUT, batch_files=50, age_seconds=3600)
def test_nothing_is_lost(site: LoadSite, files: Files, batch_files: int, age_seconds: int) -> None:
    site.empty_warehouse()
    with tempfile.TemporaryDirectory(dir=site.layout.root) as folder:
        own = site.below(Path(folder))
        for key, content in files.items():
            own.put(key, content, age_seconds)
        sheets = own.load(batch_files=batch_files, max_bad_percent=100)
        held = [key for (keys,) in own.rows("select held_keys from ingest_batches") for key in keys]
        assert not (held and age_seconds)
        check(own, files, len(held))
        assert sum(sheet.held for sheet in sheets) == sum(key.startswith("reviews/") for key in held)

        assert own.load(young_seconds=0, batch_files=batch_files, max_bad_percent=100) or not held
        check(own, files, waiting=0)
        before = own.found()
        assert own.load() == []
        assert own.found() == before


def test_the_large_file_is_one() -> None:
    assert len(LARGE) > 64 * 1024
