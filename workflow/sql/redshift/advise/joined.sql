-- Rows of either table that find a partner in the other one, and rows of the join. One row. The condition, which the
-- program writes, names the tables left_side and right_side.
-- sqlfluff:exclude_rules:AL05,RF02
select
    (
        select count(*)
        from %(left_table)s as left_side
        where exists (
            select 1
            from %(right_table)s as right_side
            where %(condition)s
        )
    ) as left_rows,
    (
        select count(*)
        from %(right_table)s as right_side
        where exists (
            select 1
            from %(left_table)s as left_side
            where %(condition)s
        )
    ) as right_rows,
    (
        select count(*)
        from %(left_table)s as left_side
        inner join %(right_table)s as right_side on %(condition)s
    ) as joined_rows;
