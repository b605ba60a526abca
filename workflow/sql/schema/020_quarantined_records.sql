-- Grain: one row a record (or unreadable file) that could not be loaded, and why.
create table if not exists quarantined_records (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    reason text not null,
    field text,
    found text not null,
    expected text not null,
    primary key (batch_id, source_key, line_number)
);

comment on table quarantined_records is 'Records that are not in the warehouse, each with its reason.';
comment on column quarantined_records.source_key is 'File below uploaded/ at the time; its bytes are kept.';
comment on column quarantined_records.line_number is 'Line of the file from 1; 0: the whole file.';
comment on column quarantined_records.reason is 'Kind of fault, the folder below quarantine/.';
comment on column quarantined_records.field is 'Field that is at fault, if one is.';
comment on column quarantined_records.found is 'What stood there, shortened.';
comment on column quarantined_records.expected is 'What a review has there.';
