"""Real files of texts, which are not part of the project: as many rows as their page says."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from tests.amzn_review.documents.conftest import DocumentSite
from tests.independent.real_set import SHARED

FILES = {
    "ru_toxic": ("toxicity-ru", "ru_toxic/train.csv.gz", 11_529),
    "brand_tweets": ("tags", "brand_tweets/judge-1377884607_tweet_product_company.csv.gz", 9_093),
    "political_messages": ("stance", "political_messages/political_social_media.csv.gz", 5_000),
    "en_offensive": ("toxicity-en", "en_offensive/train.csv.gz", 19_826),
    "tags_masked": ("tags", "tagfinder/tags_masked.jsonl.gz", 9_254),
    "emoevent": ("sentiment-es", "spanish_emoevent/emoevent_train.tsv.gz", 5_886),
}
COLUMNS = {
    "ru_toxic": ("comment", "toxic", "utf-8"),
    "brand_tweets": ("tweet_text", None, "latin-1"),
    "political_messages": ("text", "bias", "utf-8-sig"),
    "en_offensive": ("tweet", "class", "utf-8"),
}
LABELS = {
    "ru_toxic": {"1.0": "toxic", "0.0": "normal"},
    "en_offensive": {"0": "toxic", "1": "toxic", "2": "normal"},
    "political_messages": {"partisan": "partisan", "neutral": "neutral"},
}


@pytest.fixture(params=FILES)
def name(request: pytest.FixtureRequest) -> str:
    found = str(request.param)
    if not (SHARED / FILES[found][1]).is_file():
        pytest.skip(f"the real file is not there: {SHARED / FILES[found][1]}")
    return found


def test_every_record_is_counted_and_a_second_time_is_a_duplicate(documents: DocumentSite, name: str) -> None:
    task, file, rows = FILES[name]
    path = SHARED / file
    (first,) = documents.convert(path, task=task)
    assert first.records == rows
    (sheet,) = documents.loader().run()
    assert (sheet.listed, sheet.files) == (rows, 1)
    documents.convert(path, task=task)
    (again,) = documents.loader().run()
    assert (again.loaded, again.relabelled, again.label_events) == (0, 0, 0)
    assert (again.duplicate, again.quarantined) == (rows - sheet.quarantined, sheet.quarantined)
    require_originals(documents, path)
    if name in COLUMNS:
        require_texts(documents, path, name)


def require_originals(documents: DocumentSite, path: Path) -> None:
    """The original's bytes are in the archive, once a load."""
    kept = [found.read_bytes() for found in documents.layout.raw.rglob(f"*.{path.name}") if found.is_file()]
    assert kept == [path.read_bytes()] * 2


def require_texts(documents: DocumentSite, path: Path, name: str) -> None:
    """Every text and label is what the standard library's parser finds."""
    column, label, encoding = COLUMNS[name]
    with gzip.open(path, "rt", encoding=encoding, newline="") as file:
        records = list(csv.DictReader(file))
    texts = {record[column] for record in records if record[column].strip() not in {"", "nan", "NaN"}}
    found = {text for (text,) in documents.rows("select text from documents")}
    assert found == texts
    if label:
        expected = Counter({(record[column], LABELS[name][record[label]]) for record in records})
        events = documents.rows("select text, label from label_events join documents using (document_id)")
        assert Counter(events) == expected
