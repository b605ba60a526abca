-- Rows of either table that find a partner in the other one, and rows of the join. One row. The condition, which the
-- program writes, names the tables left_side and right_side.
select
    (
        select count(*)
        from %(left_table)s as left_side -- noqa: AL05
        where exists (
            select 1
            from %(right_table)s as right_side -- noqa: AL05
            where %(condition)s -- noqa: RF02
        )
    ) as left_rows,
    (
        select count(*)
        from %(right_table)s as right_side -- noqa: AL05
        where exists (
            select 1
            from %(left_table)s as left_side -- noqa: AL05
            where %(condition)s -- noqa: RF02
        )
    ) as right_rows,
    (
        select count(*)
        from %(left_table)s as left_side -- noqa: AL05
        inner join %(right_table)s as right_side on %(condition)s -- noqa: AL05, RF02
    ) as joined_rows;
