"""Warn of what costs money in a Redshift schema: from its DDL and, with a connection, from the rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from amzn_review.redshift_advice import advice
from amzn_review.redshift_advice.advice import Advice
from amzn_review.redshift_advice.table_design import ColumnDesign, TableDesign
from amzn_review.redshift_advice.table_join import TableJoin
from amzn_review.redshift_advice.table_measures import TableMeasures


@dataclass(frozen=True)
class AdviceLimits:
    """Where a warning begins.

    `slices`: parts of the cluster among which rows are spread. `least_rows`: a smaller table is fast however
    it is spread. `most_null`: share of a distribution key, 0-1. `most_deviation`: standard deviation of a
    slice's rows, relative to their mean, of values that a random hash places. A text is wide that has
    `least_wide` bytes and `most_times` those of the longest value.
    """

    slices: int = 4
    least_rows: int = 100_000
    most_null: float = 0.05
    most_deviation: float = 0.2
    least_wide: int = 1_025
    most_times: int = 8


def advise_design(designs: Sequence[TableDesign]) -> Iterator[Advice]:
    """What the DDL alone tells."""
    for design in designs:
        key = design.distribution_key
        if key is not None and key in design.columns and not design.columns[key].is_not_null:
            yield Advice(
                advice.NULLABLE_KEY,
                design.name,
                (key,),
                f"{design.name} is distributed by {key}, which may be null: all rows without it go to one "
                f"slice. "
                "Declare it NOT NULL, or distribute by a column that every row has.",
                {},
            )


def advise_rows(
    designs: Sequence[TableDesign],
    joins: Sequence[TableJoin],
    measures: TableMeasures,
    limits: AdviceLimits,
) -> Iterator[Advice]:
    """What the rows tell. Tables that are not there, or are empty, tell nothing."""
    there = {design.name: design for design in designs if measures.has_rows(design.name)}
    for design in there.values():
        yield from _distribution(design, measures, limits)
        yield from _keys(design, measures)
        yield from _widths(design, measures, limits)
    for join in joins:
        if join.left in there and join.right in there:
            yield from _join(join, there, measures)


def _distribution(design: TableDesign, measures: TableMeasures, limits: AdviceLimits) -> Iterator[Advice]:
    if design.distribution_key is None:
        return
    spread = measures.spread(design.name, design.distribution_key)
    about = (design.name, (design.distribution_key,))
    if spread.nulls > limits.most_null * spread.rows:
        yield Advice(
            advice.NULL_KEY,
            *about,
            f"{design.name} is distributed by {design.distribution_key}, which is null in {spread.nulls:,} "
            f"of "
            f"{spread.rows:,} rows: they all lie on one slice of {limits.slices}. Distribute by a column "
            f"that "
            "every row has, or EVEN.",
            {"rows": spread.rows, "nulls": spread.nulls},
        )
        return
    deviation = math.sqrt((limits.slices - 1) * spread.sum_of_squares) / spread.rows
    if spread.rows >= limits.least_rows and deviation > limits.most_deviation:
        yield Advice(
            advice.SKEWED_KEY,
            *about,
            f"{design.name} is distributed by {design.distribution_key}, whose {spread.values:,} values "
            f"spread "
            f"{spread.rows:,} rows unevenly: the most frequent one has {spread.largest:,}, and a slice of "
            f"{limits.slices} is expected to be {deviation:.0%} off the mean. Distribute by a column with "
            f"many "
            "values, or EVEN.",
            {
                "rows": spread.rows,
                "values": spread.values,
                "largest": spread.largest,
                "deviation": round(deviation, 4),
            },
        )


def _keys(design: TableDesign, measures: TableMeasures) -> Iterator[Advice]:
    for key in design.keys:
        rows, values = measures.copies(design.name, key)
        if rows > values:
            yield Advice(
                advice.DUPLICATE_KEY,
                design.name,
                key,
                f"{design.name} has {rows:,} rows for {values:,} values of its key ({', '.join(key)}): "
                f"Redshift "
                "does not enforce keys, and plans queries as if they held. Delete the copies, and load with "
                "MERGE or not exists.",
                {"rows": rows, "values": values},
            )


def _widths(design: TableDesign, measures: TableMeasures, limits: AdviceLimits) -> Iterator[Advice]:
    for column in design.columns.values():
        if column.text_bytes < limits.least_wide or advice.WIDE_TEXT in column.accepted:
            continue
        longest = measures.longest(design.name, column.name)
        if longest is not None and column.text_bytes > limits.most_times * max(longest, 1):
            yield _wide(design, column, longest)


def _wide(design: TableDesign, column: ColumnDesign, longest: int) -> Advice:
    return Advice(
        advice.WIDE_TEXT,
        design.name,
        (column.name,),
        f"{design.name}.{column.name} may have {column.text_bytes:,} bytes, its longest value has "
        f"{longest:,}: "
        "queries that sort or join reserve the declared width for every row. Declare what the source can "
        "bring, or accept it in the DDL: `-- advise: wide-varchar, <reason>` behind the column.",
        {"declared": column.text_bytes, "longest": longest},
    )


def _join(join: TableJoin, designs: Mapping[str, TableDesign], measures: TableMeasures) -> Iterator[Advice]:
    """A join is meant to find one row on the side that it joins by a key; without a key, on either side."""
    is_left_key = _is_key(designs[join.left], join.left_columns)
    is_right_key = _is_key(designs[join.right], join.right_columns)
    left, right, joined = measures.joined(join)
    if is_left_key and not is_right_key:
        join = TableJoin(join.right, join.right_columns, join.left, join.left_columns, join.file)
        left, right = right, left
    if joined <= (left if is_left_key or is_right_key else max(left, right)):
        return
    on = ", ".join(
        f"{join.left}.{one} = {join.right}.{other}"
        for one, other in zip(join.left_columns, join.right_columns, strict=True)
    )
    yield Advice(
        advice.MULTIPLYING_JOIN,
        join.left,
        join.left_columns,
        f"{join.file} joins {on}: {left:,} rows of {join.left} become {joined:,}, because {join.right} has "
        f"several "
        f"rows for one value. Make {join.right} unique by {', '.join(join.right_columns)} before the join.",
        {"rows": left, "joined": joined},
    )


def _is_key(design: TableDesign, columns: Sequence[str]) -> bool:
    return any(set(key) <= set(columns) for key in design.keys)
