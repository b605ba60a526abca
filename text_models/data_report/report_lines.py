"""The data report as lines to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from text_models.corpus.split_summary import PARTS
from text_models.data_report.data_report import DataReport, Lengths
from text_models.data_report.word_coverage import MissingWords

MOST_LABELS = 60
Row = tuple[str, ...]


def report_tables(report: DataReport) -> Iterator[tuple[str, Sequence[Row]]]:
    """Yield a title and the lines of a table, its head first, for each thing that is told in numbers."""
    yield (
        "Labels by part" + (", parts as `compare` would deal them" if report.is_dealt else ""),
        [
            ("", *PARTS),
            ("rows", *(f"{report.rows[part]:,}" for part in PARTS)),
            *_label_rows(report.labels, report.rows),
        ],
    )
    if report.variants:
        rows = {name: sum(counts.values()) for name, counts in report.variants.items()}
        yield (
            "Labels by variant",
            [
                ("", *report.variants),
                ("labels", *(f"{rows[name]:,}" for name in rows)),
                *_label_rows(report.variants, rows),
            ],
        )
    if report.labels_per_text:
        yield (
            "Labels per text",
            [("labels", "texts"), *((f"{n}", f"{texts:,}") for n, texts in report.labels_per_text.items())],
        )
    yield (
        "Lengths",
        [
            ("", "shortest", "5 %", "25 %", "half", "75 %", "95 %", "longest"),
            ("characters", *_numbers(report.characters)),
            ("words", *_numbers(report.words)),
        ],
    )
    yield (
        "Words that training lacks",
        [
            ("", "dev, of all", "dev, different", "test, of all", "test, different"),
            ("as written", *_shares(report.missing)),
            (f"normal form {report.normal_form}", *_shares(report.missing_normal)),
            *([("its lemmas", *_shares(report.missing_lemmas))] if report.missing_lemmas else []),
        ],
    )
    yield (
        "Unknown words by size of the vocabulary",
        [("training words", "unknown"), *((f"{size:,}", f"{share:.2%}") for size, share in report.unknown)],
    )
    yield (
        "Frequent words",
        [("word", "texts"), *((word, f"{texts:,}") for word, texts in report.frequent)],
    )


def report_sentences(report: DataReport) -> Iterator[str]:
    """Yield what is told in sentences: what is there twice."""
    rows = sum(report.rows.values())
    yield f"Equal: {report.equal:,} of {rows:,} rows have the text of an earlier one."
    yield f"Near-equal: {report.near_equal:,} more are as good as equal to another."
    yield (
        f"Contradicting: {report.contradicting:,} texts stand in {report.contradicting_rows:,} rows with "
        "different labels."
    )


def _label_rows(counts: Mapping[str, Mapping[str, int]], rows: Mapping[str, int]) -> Iterator[Row]:
    labels = list(next(iter(counts.values())))
    for label in labels[:MOST_LABELS]:
        cells = [
            f"{counts[name][label]:,} ({counts[name][label] / max(1, rows[name]):.1%})" for name in counts
        ]
        yield (label, *cells)
    if len(labels) > MOST_LABELS:
        yield (f"and {len(labels) - MOST_LABELS:,} more", *("" for _ in counts))


def _numbers(lengths: Lengths) -> list[str]:
    return [f"{length:,}" for length in lengths]


def _shares(missing: Mapping[str, MissingWords]) -> list[str]:
    return ["-" if share is None else f"{share:.2%}" for part in missing.values() for share in part]
