-- Grain: one row per file of days: how it was read.
insert into climate_files (batch_id, source_key, layout, units, reason)
values (%(batch_id)s, %(source_key)s, %(layout)s, %(units)s, %(reason)s);
