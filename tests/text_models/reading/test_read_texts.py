"""Files of any known format become the texts of a task; what is bad is named with its row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.text_models.reading.text_files import MOOD, FilesOfTexts, message_of, project_layouts
from text_files.documents.accounts import Accounts, AccountsError
from text_files.documents.file_layout import FileLayout
from text_models.corpus.split import Part, Split, SplitError
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.read_texts import BadTextsError
from text_models.tasks.task import Kind

TAGS = replace(MOOD, name="tags", kind=Kind.MULTI, labels=("art", "sea", "sun"))
BY_AUTHOR = FileLayout("authors", "text", author="author", language="en")
SENTIMENT = replace(MOOD, name="sentiment-es", labels=("P", "N", "NEU", "NONE"))


def tweets(*rows: tuple[str, str, str]) -> str:
    return "<tweets>{}</tweets>".format(
        "".join(
            f"<tweet><tweetid>{tweet_id}</tweetid><user>u{tweet_id}</user><content>{text}</content>"
            "<date>2016-09-05T19:09:59Z</date><lang>es</lang>"
            f"<sentiment><polarity><value>{value}</value></polarity></sentiment></tweet>"
            for tweet_id, text, value in rows
        )
    )


@pytest.fixture
def files(tmp_path: Path) -> FilesOfTexts:
    return FilesOfTexts(tmp_path)


def rows_of(texts: TaskTexts) -> list[tuple[object, ...]]:
    return list(
        zip(
            texts.identities,
            texts.texts,
            texts.labels,
            texts.variants,
            texts.languages,
            texts.sources,
            texts.weights.tolist(),
            texts.given,
            strict=True,
        )
    )


def test_each_text_has_the_part_of_its_file_and_a_number_of_its_own(files: FilesOfTexts) -> None:
    train = files.file("train.csv.gz", 'text,label\n"two\nlines",glad\nrain,sad\n')
    test = files.file("test.jsonl", '{"text": "snow", "label": "sad"}\n')

    assert rows_of(files.read(train, (test, Part.TEST))) == [
        ("train.csv.gz:1", "two\nlines", "glad", None, None, "gold", 1.0, Part.TRAIN),
        ("train.csv.gz:2", "rain", "sad", None, None, "gold", 1.0, Part.TRAIN),
        ("test.jsonl:1", "snow", "sad", None, None, "gold", 1.0, Part.TEST),
    ]
    assert files.notes == []


def test_files_of_one_name_are_told_apart_by_their_folders(files: FilesOfTexts) -> None:
    paths = [files.file(f"{folder}/texts.csv", "text,label\nrain,sad\n") for folder in "ab"]

    assert files.read(*paths).identities == [f"{path}:1" for path in paths]


def test_tass_files_have_variants_and_gold_labels_beside_them(files: FilesOfTexts) -> None:
    train = files.file("intertass_cr_train.xml", tweets(("1", "pura vida & sol", "P"), ("2", "no", "N")))
    test = files.file("intertass_pe_test.xml", tweets(("3", "qué pena", "")))
    gold = files.file("intertass_pe_test.tsv", "3\tN\n4\tP\n")

    texts = files.read(
        train, (test, Part.TEST), (gold, Part.TEST), task=SENTIMENT, layouts=project_layouts("sentiment-es")
    )

    assert rows_of(texts) == [
        ("1", "pura vida & sol", "P", "cr", "es", "gold", 1.0, Part.TRAIN),
        ("2", "no", "N", "cr", "es", "gold", 1.0, Part.TRAIN),
        ("3", "qué pena", "N", "pe", "es", "gold", 1.0, Part.TEST),
    ]
    assert len(set(texts.authors)) == 3
    assert files.notes == [
        "intertass_cr_train.xml: 1 bare & read as &amp;, which XML wants",
        "1 gold labels have no tweet in the XML files, such as 4",
    ]


def test_an_id_in_two_splits_is_told_by_the_split(files: FilesOfTexts) -> None:
    train = files.file("es_train.xml", tweets(("1", "sol", "P")))
    test = files.file("es_test.xml", tweets(("1", "sol y mar", "P")))
    texts = files.read(train, (test, Part.TEST), task=SENTIMENT, layouts=project_layouts("sentiment-es"))

    with pytest.raises(SplitError, match="Id '1' is in the parts train and test"):
        Split(texts.identities, texts.given)


def test_a_task_of_many_labels_takes_one_a_list_and_an_empty_list(files: FilesOfTexts) -> None:
    file = files.file(
        "tags.jsonl",
        '{"text": "a", "label": "sea"}\n{"text": "b", "label": ["sun", "art", "sun"]}\n'
        '{"text": "c", "label": []}\n{"text": "d", "label": null}\n',
    )

    texts = files.read(file, task=TAGS)

    assert list(zip(texts.texts, texts.labels, strict=True)) == [
        ("a", ["sea"]),
        ("b", ["sun", "art"]),
        ("c", []),
    ]
    assert files.notes == ["tags.jsonl: 1 row has no label: left out"]


def test_a_number_is_the_label_that_it_is_equal_to(files: FilesOfTexts) -> None:
    stars = replace(MOOD, kind=Kind.ORDINAL, labels=("1", "2", "3"))
    file = files.file("stars.jsonl", '{"text": "a", "label": 2.0}\n{"text": "b", "label": "3"}\n')

    assert files.read(file, task=stars).labels == ["2", "3"]


def test_a_task_without_labels_takes_any(files: FilesOfTexts) -> None:
    file = files.file("texts.csv", "text,label\na,1.0\nb,blue\n")

    assert files.read(file, task=replace(MOOD, labels=())).labels == ["1.0", "blue"]


def test_authors_give_weak_labels_to_texts_without_one(files: FilesOfTexts) -> None:
    file = files.file("texts.csv", "text,author\nmore roads,Ann\nless tax,Bob\nhello,Cy\nmore parks,Ann\n")
    accounts = Accounts.read(files.file("accounts.csv", "author,label\nAnn,glad\nBob,sad\n"))

    texts = files.read(file, layouts=[BY_AUTHOR], accounts=accounts)

    assert list(zip(texts.texts, texts.labels, texts.sources, strict=True)) == [
        ("more roads", "glad", "weak"),
        ("less tax", "sad", "weak"),
        ("more parks", "glad", "weak"),
    ]
    assert texts.authors[0] == texts.authors[2] != texts.authors[1]
    assert "Ann" not in f"{texts.authors}{accounts}"
    assert files.notes == ["texts.csv: 1 row has no label: left out"]


BAD = {
    "a label of another task": (
        "text,label\nsun,glad\nfog,grey\nrain,blue\n",
        "2 of 3 rows are bad, the first: bad.csv, row 2, label: found 'grey', expected one of glad, sad. "
        "Fix the file, or leave bad rows out.",
    ),
    "an empty text": (
        "text,label\n,glad\nrain,sad\n",
        "1 of 2 rows is bad, the first: bad.csv, row 1, text: found '', expected a text. Fix the file, or "
        "leave bad rows out.",
    ),
    "no record": ("text,label\n", "bad.csv holds no record: expected at least one behind the header."),
    "no label at all": (
        "text,label\nrain,\n",
        "No row of bad.csv has a label of task mood: name the label's column, or the accounts "
        "of the authors.",
    ),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_in_a_sentence(files: FilesOfTexts, content: str, message: str) -> None:
    file = files.file("bad.csv", content)

    with pytest.raises(BadTextsError) as refusal:
        files.read(file)

    assert message_of(refusal.value, files.folder) == message


def test_bad_rows_are_left_out_on_demand_and_counted(files: FilesOfTexts) -> None:
    file = files.file("texts.csv", "text,label\nsun,glad\n,glad\nfog,grey\nrain,sad\n")

    assert files.read(file, leave_out_bad=True).texts == ["sun", "rain"]
    assert [note.replace(f"{files.folder}/", "") for note in files.notes] == [
        "2 of 4 rows are bad and left out, the first: texts.csv, row 2, text: found '', expected a text"
    ]


def test_no_message_names_an_author(files: FilesOfTexts) -> None:
    whole = '{"text": "a", "author": "Ann", "label": "glad"}\n'
    file = files.file("texts.jsonl", whole + whole.replace("}", ""))

    with pytest.raises(BadTextsError) as refusal:
        files.read(file, told={"group": "author"}, layouts=[FileLayout("one", "text", "label")])

    assert "Ann" not in str(refusal.value)


BAD_ACCOUNTS = {
    "no column": ("author,side\nAnn,left\n", "a.csv has no column 'label'; expected author and label"),
    "two labels": ("author,label\nAnn,l\nBob,r\nAnn,r\n", "a.csv, row 3: this author is 'r', but was 'l' in"),
    "no label": ("author,label\nAnn,\n", "a.csv, row 1 has no label: take the row out or fill it in."),
    "no author": ("author,label\n,l\n", "a.csv, row 1 has no author"),
    "nobody": ("author,label\n", "a.csv names no author"),
    "a row that is too short": (
        "author,label\nAnn\n",
        "a.csv, row 1: found 1 fields, expected 2, as the header has: fix the file.",
    ),
}


@pytest.mark.parametrize(("content", "message"), BAD_ACCOUNTS.values(), ids=BAD_ACCOUNTS.keys())
def test_bad_accounts_are_refused_without_a_name(files: FilesOfTexts, content: str, message: str) -> None:
    with pytest.raises(AccountsError) as refusal:
        Accounts.read(files.file("a.csv", content))

    assert message in message_of(refusal.value, files.folder)
    assert "Ann" not in str(refusal.value)


RATED = FileLayout(
    "raters", "text", "label", weight_columns={"hates": "sad", "offends": "sad", "neither": "glad"}
)


def test_the_share_of_raters_who_agree_is_the_weight(files: FilesOfTexts) -> None:
    file = files.file(
        "rated.csv", "text,label,hates,offends,neither\na,sad,1,1,1\nb,glad,0,0,3\nc,glad,0,1,1.0\n"
    )
    assert files.read(file, layouts=[RATED]).weights.tolist() == [2 / 3, 1.0, 0.5]


def test_texts_without_raters_and_other_labels_weigh_all_the_same(files: FilesOfTexts) -> None:
    file = files.file("texts.csv", "text,label\na,sad\nb,glad\n")
    told = files.file(
        "told.csv", "text,label,mood,hates,offends,neither\na,glad,sad,0,0,3\nb,sad,glad,3,0,0\n"
    )

    assert files.read(file, layouts=[RATED]).weights.tolist() == [1.0, 1.0]
    assert files.read(told, layouts=[RATED], told={"label": "mood"}).weights.tolist() == [1.0, 1.0]


BAD_COUNTS = {
    "nobody agrees": (
        "0,0,3",
        "hates, offends, neither: found 3 raters, none of whom says 'sad', expected a",
    ),
    "nobody judged": (
        "0,0,0",
        "hates, offends, neither: found 0 raters, none of whom says 'sad', expected a",
    ),
    "less than none": ("-1,1,1", "hates: found '-1', expected how many raters said so, 0 or more"),
    "no number": ("x,1,1", "hates: found 'x', expected how many raters said so, 0 or more"),
    "not a number": ("1,nan,1", "offends: found 'nan', expected how many raters said so, 0 or more"),
}


@pytest.mark.parametrize(("counts", "message"), BAD_COUNTS.values(), ids=BAD_COUNTS.keys())
def test_counts_that_are_none_are_refused(files: FilesOfTexts, counts: str, message: str) -> None:
    file = files.file("rated.csv", f"text,label,hates,offends,neither\na,sad,{counts}\n")

    with pytest.raises(BadTextsError) as refusal:
        files.read(file, layouts=[RATED])

    assert f"rated.csv, row 1, {message}" in message_of(refusal.value, files.folder)


def test_a_column_of_raters_that_is_missing_is_named(files: FilesOfTexts) -> None:
    file = files.file("rated.csv", "text,label,hates\na,sad,1\n")

    with pytest.raises(BadTextsError, match="row 1, offends: found nothing, expected how many raters"):
        files.read(file, layouts=[RATED])


def test_reviews_are_texts_of_rating(files: FilesOfTexts) -> None:
    stars = replace(MOOD, name="rating", kind=Kind.ORDINAL, labels=("1", "2", "3", "4", "5"))
    old = files.file(
        "reviews.json.gz",
        '{"reviewText": "Good", "overall": 5.0, "reviewerID": "A1", "asin": "B1", "unixReviewTime": 1}\n'
        '{"overall": 1.0, "reviewerID": "A2", "asin": "B1"}\n',
    )
    new = files.file(
        "new.jsonl", '{"text": "Bad", "rating": 1.0, "user_id": "A1", "asin": "B2", "parent_asin": "B2"}\n'
    )

    texts = files.read(old, new, task=stars, layouts=project_layouts("rating"), leave_out_empty=True)

    assert list(zip(texts.texts, texts.labels, texts.languages, strict=True)) == [
        ("Good", "5", "en"), ("Bad", "1", "en"),
    ]  # fmt: skip
    assert texts.authors[0] == texts.authors[1], "the same reviewer, whichever format tells"
    assert files.notes == ["reviews.json.gz: 1 text is empty: left out"]


def test_a_text_with_a_label_of_its_own_keeps_it(files: FilesOfTexts) -> None:
    file = files.file("texts.csv", "text,label,who\nmore roads,sad,Ann\nless tax,,Ann\nhello,glad,Cy\n")
    accounts = Accounts.read(files.file("accounts.csv", "author,label\nAnn,glad\n"))

    texts = files.read(file, told={"group": "who"}, accounts=accounts)

    assert list(zip(texts.labels, texts.sources, strict=True)) == [
        ("sad", "gold"), ("glad", "weak"), ("glad", "gold"),
    ]  # fmt: skip
