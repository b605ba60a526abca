-- Grain: one row per file of days: how it was read; many rows of values in one statement.
insert into climate_files (batch_id, source_key, layout, units, reason)
values %(rows)s;
