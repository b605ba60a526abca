-- Grain: one row a table that the batch feeds, stations first: files, lines staged, lines set aside.
with lines as (
    select
        'stations' as target_table,
        source_key,
        1 as staged,
        0 as quarantined
    from staging_stations
    where batch_id = %(batch_id)s
    union all
    select
        'climate' as target_table,
        source_key,
        1 as staged,
        0 as quarantined
    from staging_climate
    where batch_id = %(batch_id)s
    union all
    select
        case when strpos(source_key, 'climate/') = 1 then 'climate' else 'stations' end as target_table,
        source_key,
        0 as staged,
        1 as quarantined
    from quarantined_records
    where
        batch_id = %(batch_id)s
        and (strpos(source_key, 'climate/') = 1 or strpos(source_key, 'metadata/climate/') = 1)
)

select
    target_table,
    count(distinct source_key) as files,
    sum(staged) as staged,
    sum(quarantined) as quarantined
from lines
group by target_table
order by target_table desc;
