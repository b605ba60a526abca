-- Grain: one row a record (or unreadable file) that could not be loaded, and why.
create table quarantined_records (
    quarantine_id bigint generated always as identity primary key,
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    reason text not null,
    field text,
    found text not null,
    expected text not null,
    is_whole_file boolean not null,
    quarantined_at timestamp with time zone not null default now(),
    replayed_at timestamp with time zone,
    dismissed_at timestamp with time zone,
    unique (batch_id, source_key, line_number)
);

comment on table quarantined_records is 'Records that are not in the warehouse, each with its reason.';
comment on column quarantined_records.source_key is 'File below uploaded/ at the time; its bytes are kept.';
comment on column quarantined_records.line_number is 'Line of the file from 1; 0: the whole file.';
comment on column quarantined_records.reason is 'Kind of fault, the folder below quarantine/.';
comment on column quarantined_records.field is 'Field that is at fault, if one is.';
comment on column quarantined_records.found is 'What stood there, shortened.';
comment on column quarantined_records.expected is 'What a review has there.';
comment on column quarantined_records.is_whole_file is 'The file itself was set aside: it held nothing else.';
comment on column quarantined_records.replayed_at is 'When it was handed back to be loaded; null: it was not.';
comment on column quarantined_records.dismissed_at is 'When it was given up, its file moved to dismissed/; null: it was not.';
