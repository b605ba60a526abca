"""Protocols: who is learned from and tested on, and that nothing is on two sides."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from text_models.corpus.protocol import LabelledRows, Protocol, split_rows
from text_models.corpus.split import Part, Split, SplitError
from text_models.corpus.split_summary import SplitSummary, leaked_pairs
from text_models.tasks.task import Kind, Task

MOOD = Task("mood", "mood", Kind.SINGLE, ("calm", "cross"), ("macro_f1",), ("macro_f1",), ("majority",))
TAGS = Task("tags", "tag", Kind.MULTI, ("a", "b", "c"), ("macro_f1",), ("macro_f1",), ("majority",))
TRAIN, DEV, TEST, OUT = Part


def made_rows(**others: Any) -> LabelledRows:
    """Rows of 200 texts: every fourth is cross, and two by two are one group."""
    given = {
        "identities": [f"t{row}" for row in range(200)],
        "labels": ["cross" if row % 4 == 0 else "calm" for row in range(200)],
        "groups": [f"g{row // 2}" for row in range(200)],
    }
    return LabelledRows(**given | others)


def counts(split: Split) -> dict[Part, int]:
    return dict(Counter(split.parts))


def test_a_file_is_split_in_the_shares_of_the_task() -> None:
    rows, mood = made_rows(), replace(MOOD, shares=(0.5, 0.3, 0.2))
    split = split_rows(mood, rows, Protocol.SPLIT)
    assert counts(split) == {TRAIN: 100, DEV: 60, TEST: 40}
    summary = SplitSummary.of(MOOD, split, rows.labels, rows.groups)
    assert summary.leaked_pairs == 0
    assert summary.table() == [
        ("", "train", "dev", "test"),
        ("rows", "100", "60", "40"),
        ("groups", "50", "30", "20"),
        ("calm", "75.00%", "75.00%", "75.00%"),
        ("cross", "25.00%", "25.00%", "25.00%"),
    ]
    assert list(summary.sentences()) == ["Leaked pairs (rows of one group in two parts): 0."]
    assert split == split_rows(mood, rows, Protocol.SPLIT)
    # Of the rows without the test, three eighths.
    given = made_rows(given=[TRAIN] * 160 + [TEST] * 40)
    assert counts(split_rows(mood, given, Protocol.SPLIT)) == {TRAIN: 100, DEV: 60, TEST: 40}


def test_a_fifth_of_what_is_learned_from_is_the_development_part() -> None:
    given = [TRAIN] * 150 + [TEST] * 50
    split = split_rows(MOOD, made_rows(given=given), Protocol.SPLIT)
    assert counts(split) == {TRAIN: 120, DEV: 30, TEST: 50}
    assert split.parts[150:] == given[150:]
    # Where a file is named for it, that file is it.
    given[100:150] = [DEV] * 50
    assert split_rows(MOOD, made_rows(given=given), Protocol.SPLIT).parts == given


def test_what_a_file_shares_with_the_test_is_not_learned_from() -> None:
    groups = [f"g{row}" for row in range(200)]
    groups[0] = groups[120] = groups[199]  # train and dev, and a text of the test
    groups[1] = groups[121]  # train and dev
    rows = made_rows(given=[TRAIN] * 100 + [DEV] * 50 + [TEST] * 50, groups=groups)
    leaking = Split(rows.identities, list(rows.given or []))
    assert leaked_pairs(leaking, groups) == 4
    split = split_rows(MOOD, rows, Protocol.SPLIT)
    assert [row for row in range(200) if split.parts[row] is OUT] == [0, 1, 120]
    assert leaked_pairs(split, groups) == 0
    assert list(SplitSummary.of(MOOD, split, rows.labels, groups).sentences()) == [
        "Leaked pairs (rows of one group in two parts): 0.",
        "Left out: 2 rows, equal or near-equal to a text of the test part, or of its author.",
        "Left out: 1 rows, equal or near-equal to a text of the development part, or of its author.",
    ]


def test_weak_labels_are_learned_from_and_people_test() -> None:
    sources = ["weak"] * 150 + ["gold", "person", "crowd"] * 10 + ["client", None] * 10
    # The author of text 150, which is by people, wrote texts 0 to 9 too.
    groups = [f"g{row}" for row in range(200)]
    groups[:10] = [groups[150]] * 10
    split = split_rows(MOOD, made_rows(sources=sources, groups=groups), Protocol.WEAK_TO_GOLD)
    assert counts(split) == {TRAIN: 112, DEV: 28, TEST: 30, OUT: 30}
    assert {sources[row] for row in split.rows(TRAIN, DEV)} == {"weak"}
    assert {sources[row] for row in split.rows(TEST)} == {"gold", "person", "crowd"}
    assert leaked_pairs(split, groups) == 0
    assert split.left_out == {
        "label neither weak nor by people alone": 20,
        "equal or near-equal to a text of the test part, or of its author": 10,
    }


def test_weak_labels_in_files_that_are_named_for_parts() -> None:
    sources = ["weak", "gold"] * 100
    given = [TRAIN] * 100 + [TEST] * 100
    groups = [f"g{row}" for row in range(200)]
    split = split_rows(MOOD, made_rows(sources=sources, given=given, groups=groups), Protocol.WEAK_TO_GOLD)
    assert split.rows(TRAIN, DEV).tolist() == list(range(0, 100, 2))
    assert split.rows(TEST).tolist() == list(range(101, 200, 2))
    assert split.left_out == {
        "weak label in the test part": 50,
        "label by people outside the test part": 50,
    }


VARIANTS = ["cr", "es", "mx", "pe"] * 50


def variant_rows(**others: Any) -> LabelledRows:
    labels = ["cross" if row % 5 == 0 else "calm" for row in range(200)]
    groups = [f"g{row}" for row in range(200)]
    return made_rows(variants=VARIANTS, labels=labels, groups=groups, **others)


def by_protocol(rows: LabelledRows, variant: str | None = "mx") -> dict[Protocol, Split]:
    return {
        protocol: split_rows(MOOD, rows, protocol, variant=variant)
        for protocol in (Protocol.MONO, Protocol.CROSS, Protocol.ALL)
    }


def test_one_variant_is_tested_on_whatever_is_learned_from() -> None:
    splits = by_protocol(variant_rows())
    tests = {tuple(split.rows(TEST).tolist()) for split in splits.values()}
    assert len(tests) == 1
    (test,) = tests
    assert {VARIANTS[row] for row in test} == {"mx"}
    assert len(test) == 10

    def learned(protocol: Protocol) -> set[str]:
        return {VARIANTS[row] for row in splits[protocol].rows(TRAIN, DEV)}

    assert learned(Protocol.MONO) == {"mx"}
    assert learned(Protocol.CROSS) == {"cr", "es", "pe"}
    assert learned(Protocol.ALL) == {"cr", "es", "mx", "pe"}
    # All learns from both: mono's rows and cross's are the parts of its rows.
    both = {row for name in (Protocol.MONO, Protocol.CROSS) for row in splits[name].rows(TRAIN, DEV).tolist()}
    assert both == set(splits[Protocol.ALL].rows(TRAIN, DEV).tolist())
    everything = split_rows(MOOD, variant_rows(), Protocol.ALL)
    assert counts(everything) == {TRAIN: 128, DEV: 32, TEST: 40}


def test_each_variant_is_stratified_by_itself() -> None:
    split = split_rows(MOOD, variant_rows(), Protocol.ALL)
    rows = Counter(VARIANTS[row] for row in split.rows(TEST))
    cross = Counter(VARIANTS[row] for row in split.rows(TEST) if row % 5 == 0)
    assert rows == {"cr": 10, "es": 10, "mx": 10, "pe": 10}
    assert cross == {"cr": 2, "es": 2, "mx": 2, "pe": 2}


def test_cross_never_sees_the_development_part_of_its_own_variant() -> None:
    given = [TRAIN] * 120 + [DEV] * 40 + [TEST] * 40
    groups = [f"g{row}" for row in range(200)]
    own_dev = next(row for row in range(120, 160) if VARIANTS[row] == "mx")
    twin = next(row for row in range(120, 160) if VARIANTS[row] == "es")
    groups[0] = groups[twin] = groups[
        own_dev
    ]  # a text of cr and one of es equal one of mx's development part
    rows = made_rows(variants=VARIANTS, given=given, groups=groups)
    cross = split_rows(MOOD, rows, Protocol.CROSS, variant="mx")
    assert cross.parts[0] is cross.parts[twin] is cross.parts[own_dev] is OUT
    seen = {groups[row] for row in cross.rows(TRAIN, DEV)}
    own = {groups[row] for row in range(120, 160) if VARIANTS[row] == "mx"}
    assert seen.isdisjoint(own)
    assert split_rows(MOOD, rows, Protocol.MONO, variant="mx").parts[own_dev] is DEV


def test_texts_of_no_variant_are_of_no_other() -> None:
    variants = [None if row < 20 else name for row, name in enumerate(VARIANTS)]
    split = split_rows(MOOD, made_rows(variants=variants), Protocol.CROSS, variant="mx")
    assert set(split.parts[:20]) == {OUT}


def test_texts_of_any_number_of_labels() -> None:
    generator = np.random.default_rng(4)
    labels = [[label for label in "abc" if generator.random() < 0.3] for _ in range(200)]
    assert [] in labels
    split = split_rows(TAGS, made_rows(labels=labels), Protocol.SPLIT)
    summary = SplitSummary.of(TAGS, split, labels, made_rows().groups)
    for label in "abc":
        shares = [summary.share(part, label) for part in (TRAIN, DEV, TEST)]
        assert max(shares) - min(shares) < 0.04


@pytest.mark.parametrize(
    ("protocol", "options", "others", "sentence"),
    [
        ("mono", {}, {"variants": VARIANTS}, "Protocol mono tests on one variant: name it."),
        ("cross", {"variant": "uy"}, {"variants": VARIANTS}, "'uy'; expected one of cr, es, mx, pe."),
        ("mono", {"variant": "mx"}, {}, "'mx'; expected one of none at all."),
        ("split", {"variant": "mx"}, {"variants": VARIANTS}, "Protocol split knows no variants."),
        ("weak-to-gold", {}, {}, "needs the source of each label"),
        (
            "weak-to-gold",
            {},
            {"sources": ["weak"] * 200},
            "Protocol weak-to-gold leaves no row in the part test, of 200 rows: give it more of them.",
        ),
        (
            "weak-to-gold",
            {},
            {"sources": ["client"] * 200},
            "(left out: 200 label neither weak nor by people alone)",
        ),
        ("split", {}, {"groups": ["one"] * 200}, "leaves no row in the part"),
        (
            "cross",
            {"variant": "mx"},
            {"variants": ["mx"] * 200},
            "of variant mx leaves no row in the part train",
        ),
    ],
)
def test_what_a_protocol_lacks_is_a_sentence(
    protocol: str, options: dict[str, Any], others: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SplitError, match=re.escape(sentence)):
        split_rows(MOOD, made_rows(**others), Protocol(protocol), **options)


def test_rows_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(SplitError, match=r"Each row needs one of `sources`\. Received: 3 for 200 rows"):
        made_rows(sources=["weak"] * 3)
    with pytest.raises(SplitError, match="Each row needs a group"):
        made_rows(groups=[None] * 200)
    with pytest.raises(SplitError, match="Received: 0 rows"):
        LabelledRows([], [], [])
