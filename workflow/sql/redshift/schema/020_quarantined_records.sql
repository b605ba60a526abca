-- Grain: one row a record (or unreadable file) that could not be loaded, and why. `field`, `found` and `expected`
-- are shortened to 200 characters, of 4 bytes at most.
create table quarantined_records (
    quarantine_id bigint identity (1, 1),
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    reason varchar(64) not null,
    field varchar(800),
    found varchar(800) not null,
    expected varchar(800) not null,
    is_whole_file boolean not null,
    quarantined_at timestamp with time zone not null default sysdate,
    replayed_at timestamp with time zone,
    dismissed_at timestamp with time zone,
    primary key (batch_id, source_key, line_number)
)
diststyle even
sortkey (batch_id)
encode auto;
