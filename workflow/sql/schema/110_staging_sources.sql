-- Grain: one row a batch and source (a review category, or the product metadata): what was read.
create table if not exists staging_sources (
    batch_id text not null,
    source text not null,
    files integer not null,
    listed integer not null,
    held integer not null,
    primary key (batch_id, source)
);

comment on table staging_sources is 'Counted while reading, apart from the rows staged, so that a check can compare.';
comment on column staging_sources.source is 'Folder below uploaded/.';
comment on column staging_sources.listed is 'Records found; an unreadable or held file counts as one.';
comment on column staging_sources.held is 'Files that changed after the batch was frozen.';
