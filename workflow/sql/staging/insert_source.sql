-- Grain: one row a batch and source: what was counted while reading.
insert into staging_sources (batch_id, source, files, listed, held)
values (%(batch_id)s, %(source)s, %(files)s, %(listed)s, %(held)s);
