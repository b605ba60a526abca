-- Grain: one row a record (or file) of the batches under way that is to be set aside. Emptied of a batch when it is
-- loaded.
create table staging_rejections (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    reason varchar(64) not null,
    field varchar(800),
    found varchar(800) not null,
    expected varchar(800) not null,
    is_whole_file boolean not null
)
diststyle even
encode auto;
