-- Files of daily climate say their unit and layout themselves; what was decided stands in a table of its own.
create table if not exists climate_files (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    layout varchar(128) not null,
    units varchar(16) not null,
    reason varchar(1024) not null,
    loaded_at timestamp with time zone not null default sysdate,
    primary key (batch_id, source_key)
)
diststyle even
sortkey (loaded_at)
encode auto;
