"""A split is kept as `id,part` and read again; a damaged one is named with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from text_models.corpus.split import Part, Split, SplitError

SPLIT = Split(
    ["7", 'a "b", c', "line\nend", "é", ""], [Part.TRAIN, Part.DEV, Part.TEST, Part.OUT, Part.TRAIN]
)


def test_a_split_is_written_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "splits" / "split.csv"
    SPLIT.write(path)
    assert path.read_text() == 'id,part\n7,train\n"a ""b"", c",dev\n"line\nend",test\né,out\n,train\n'
    assert Split.read(path) == SPLIT
    assert SPLIT.rows(Part.TRAIN).tolist() == [0, 4]
    assert SPLIT.rows(Part.DEV, Part.TEST).tolist() == [1, 2]


def test_rows_find_their_parts_in_any_order() -> None:
    assert Split(["a", "b", "b"], [Part.DEV, Part.TEST, Part.TEST]).of(["b", "a"]).parts == [
        Part.TEST,
        Part.DEV,
    ]
    with pytest.raises(SplitError, match=r"Id 'c' has no part \(1 such ids\)"):
        Split(["a"], [Part.DEV]).of(["a", "c"])
    with pytest.raises(SplitError, match="Id 'a' is in the split, but not among the rows"):
        Split(["a", "b"], [Part.DEV, Part.DEV]).of(["b"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "does not begin with the line `id,part`"),
        (b"id;part\n1;train\n", "does not begin with the line `id,part`"),
        (
            b"id,part\n1,train\n2,validation\n",
            "line 3: '2,validation' is no id and part; expected one of train,",
        ),
        (b"id,part\n1\n", "line 2: '1' is no id and part"),
        (b"id,part\n1,train\n1,test\n", "Id '1' is in the parts train and test"),
        (b'id,part\n"1,train\n', "is no readable split"),
        (b"id,part\n\xff,train\n", "is no readable split"),
    ],
)
def test_a_damaged_split_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "split.csv"
    path.write_bytes(content)
    with pytest.raises(SplitError, match=re.escape(sentence)) as refused:
        Split.read(path)
    assert str(refused.value).startswith(str(path))


def test_a_split_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SplitError, match="is no readable split"):
        Split.read(tmp_path / "none.csv")


def test_an_id_that_no_file_can_hold_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(SplitError, match="which no file can hold"):
        Split(["\ud800"], [Part.TRAIN]).write(tmp_path / "split.csv")
    assert list(tmp_path.iterdir()) == []


def test_as_many_parts_as_ids() -> None:
    with pytest.raises(SplitError, match="Received: 1 ids, 0 parts"):
        Split(["a"], [])
