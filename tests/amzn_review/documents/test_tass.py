"""TASS: a bare & is repaired and told, an id in two splits is told, gold labels lie beside."""

from __future__ import annotations

import pytest

from tests.amzn_review.documents.conftest import DocumentSite
from text_files.sources.text_stream import UnreadableTextsError

VARIANTS = ("cr", "es", "mx", "pe", "uy")


def tweet(number: int, text: str, value: str = "") -> str:
    return (
        f"<tweet><tweetid>{number}</tweetid><user>u{number}</user><content>{text}</content>"
        f"<date>Mon Sep 05 19:09:59 +0000 2016</date><lang>es</lang>"
        f"<sentiment><polarity><value>{value}</value></polarity></sentiment></tweet>"
    )


def tweets(*found: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tweets>{"".join(found)}</tweets>'


def test_five_variants(documents: DocumentSite) -> None:
    paths = [
        documents.file(f"intertass_{variant}_train.xml", tweets(tweet(number, f"ñ {variant}", "NEU")))
        for number, variant in enumerate(VARIANTS)
    ]
    documents.add(*paths, task="sentiment-es")
    query = (
        "select external_id, text, variant, language, created_at::text, label from documents "
        "join label_events using (document_id) order by variant"
    )
    assert documents.rows(query) == [
        (str(number), f"ñ {variant}", variant, "es", "2016-09-05 19:09:59", "NEU")
        for number, variant in enumerate(VARIANTS)
    ]
    assert documents.notes == []


def test_a_bare_ampersand_an_id_in_two_splits_and_gold_labels(documents: DocumentSite) -> None:
    train = documents.file(
        "cr_train.xml", tweets(tweet(1, "Tom & Ana &amp; &#233;", "P"), tweet(2, "b", "N"))
    )
    test = documents.file("cr_test.xml", tweets(tweet(2, "b"), tweet(3, "R&B")))
    gold = documents.file("cr_gold.tsv", "2\tN\n3\tNONE\n9\tP\n")
    assert documents.add(train, test, gold, task="sentiment-es") == [
        "sentiment-es 4 listed = 3 loaded + 0 relabelled + 1 duplicate + 0 quarantined (2 files, 3 labels)"
    ]
    assert documents.notes == [
        "cr_train.xml: 1 bare & read as &amp;, which XML wants",
        "cr_test.xml: 1 bare & read as &amp;, which XML wants",
        "cr_train.xml and cr_test.xml share 1 id, such as 2: it stands in two splits",
        "1 gold labels have no tweet in the XML files, such as 9",
    ]
    query = "select external_id, text, label from documents join label_events using (document_id) order by 1"
    assert documents.rows(query) == [("1", "Tom & Ana & é", "P"), ("2", "b", "N"), ("3", "R&B", "NONE")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("1 P\n", "line 1: found 1 fields"), ("1\tP\n1\tN\n", "line 2: 1 is N, but was P before")],
)
def test_gold_labels_that_are_none(documents: DocumentSite, content: str, sentence: str) -> None:
    test = documents.file("cr_test.xml", tweets(tweet(1, "a")))
    with pytest.raises(UnreadableTextsError, match=sentence):
        documents.convert(test, documents.file("gold.tsv", content), task="sentiment-es")
    assert documents.below("uploaded") == []
