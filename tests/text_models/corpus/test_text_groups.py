"""Which texts belong together: equal and near-equal ones, and those of one author."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from text_models.corpus.near_equal_texts import fingerprint, runs_of, similarity
from text_models.corpus.text_groups import group_texts
from text_models.normalise import text_key

TWEET = "the queue at the new store was two blocks long and everybody was drinking free coffee in the rain"


def are_together(*texts: str) -> bool:
    return len(set(group_texts(texts).tolist())) == 1


@pytest.mark.parametrize(
    "copy",
    [
        TWEET.upper(),
        f"RT @some_one {TWEET}",
        f"{TWEET} https://t.example/Xy12",
        f"{TWEET}!!! \U0001f600\U0001f600",
        TWEET.replace(" ", "\n"),
        TWEET.replace("store", "shop"),
        TWEET.replace("everybody", "everbody"),
        TWEET.replace("long", "loooooong"),
        TWEET.replace("coffee", "coff\u00e9e"),
        f"{TWEET} again",
        TWEET[:-6],
    ],
)
def test_copies_are_together(copy: str) -> None:
    assert are_together(TWEET, copy)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TWEET, " ".join(TWEET.split()[:10])),
        (TWEET, "the queue at the old store was short and nobody was drinking hot tea in the sun"),
        ("good phone", "bad phone"),
        ("thanks", "thank"),
        ("", "\U0001f600"),
        ("\U0001f600", "\U0001f622"),
        ("", TWEET),
        ("1", "2"),
    ],
)
def test_other_texts_are_apart(one: str, other: str) -> None:
    assert not are_together(one, other)


def test_the_similarity_by_hand() -> None:
    # abcde bcdef cdefg | abcde bcdef cdefh: two of four.
    assert similarity(runs_of("abcdefg"), runs_of("abcdefh")) == 0.5
    assert similarity(runs_of("abcd"), runs_of("abcd")) == 1.0
    # Three runs of a text that has one: it cannot reach 80 %.
    assert similarity(runs_of("abcde"), runs_of("abcdefg")) == 0.0
    assert (
        fingerprint("@Ann: S\u00ed, 3 veces... Sooooo www.x.example/1 b\u00fcen\u00ado")
        == "si veces so buen o"
    )


def test_groups_are_those_that_comparing_every_pair_finds() -> None:
    chance = random.Random(3)
    words = ["".join(chance.choices("abcdefgh", k=chance.randint(3, 8))) for _ in range(300)]
    texts = [" ".join(chance.choices(words, k=chance.randint(6, 25))) for _ in range(150)]
    for text in texts[:]:
        for _ in range(chance.randint(0, 3)):
            changed = text.split()
            for _ in range(chance.randint(1, 3)):
                changed[chance.randrange(len(changed))] = chance.choice(words)
            texts.append(" ".join(changed))
    runs = [runs_of(fingerprint(text)) for text in texts]
    pairs = [
        (one, other)
        for one, other in itertools.combinations(range(len(texts)), 2)
        if similarity(runs[one], runs[other]) >= 0.8
    ]
    assert len(pairs) > 50
    expected = list(range(len(texts)))
    for _ in texts:
        for one, other in pairs:
            expected[one] = expected[other] = min(expected[one], expected[other])
    found = group_texts(texts)
    _, first = np.unique(found, return_inverse=True)
    same = {
        (one, two) for one, two in itertools.combinations(range(len(texts)), 2) if first[one] == first[two]
    }
    assert same == {
        (one, two)
        for one, two in itertools.combinations(range(len(texts)), 2)
        if expected[one] == expected[two]
    }


def test_texts_of_one_author_are_together_and_those_of_none_are_not() -> None:
    texts = ["about rain", "about soup", "about trains", "about nothing", "about all that"]
    authors = ["ann", None, "ann", float("nan"), ""]
    found = group_texts(texts, authors).tolist()
    assert found[0] == found[2] == min(text_key(texts[0]), text_key(texts[2]))
    assert len(set(found)) == 4
    # A second column joins what the first one keeps apart, through others too.
    found = group_texts(texts, authors, [None, None, "x", "x", None]).tolist()
    assert found[0] == found[2] == found[3]


def test_groups_do_not_depend_on_the_order_of_texts() -> None:
    texts = [TWEET, f"{TWEET} again", "soup", "Soup!", "bread", ""]
    order = [3, 1, 5, 0, 4, 2]
    assert group_texts([texts[row] for row in order]).tolist() == group_texts(texts)[order].tolist()


def test_odd_texts_have_groups() -> None:
    texts = ["", " ", "\x00", "\ud800", "x" * 100_000, "\U0001f600" * 3, "a\nb", "A B"]
    found = group_texts(texts).tolist()
    assert found[0] == found[1]
    assert found[6] == found[7]
    assert len(set(found)) == 6
    assert group_texts([]).tolist() == []


def test_a_thousand_copies_are_one_group() -> None:
    assert are_together(*(f"{TWEET} {'abcdefghij'[number % 10] * 2}" for number in range(1_000)))


def test_as_many_authors_as_texts() -> None:
    with pytest.raises(ValueError, match="Received: 2 texts, 1 of those"):
        group_texts(["a", "b"], ["ann"])
