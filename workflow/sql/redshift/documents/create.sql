-- Grain: one row a record of the batch that is a document, and one a record that is to be set aside. Tables of one
-- session, gone at its end. The second stands before the table of the same name, which a batch of reviews fills
-- meanwhile: https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html
create temporary table staging_documents (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    content_key char(32) not null,
    event_key char(32),
    task varchar(64) not null,
    external_id varchar(512),
    text varchar(65535) not null, -- advise: wide-varchar, the source sets no limit
    author varchar(512),
    entity varchar(512),
    variant varchar(64),
    created_at timestamp,
    language varchar(16),
    source_record super not null,
    original varchar(4096) not null, -- advise: wide-varchar, as long as a path
    original_row integer not null,
    label varchar(256),
    label_set super,
    label_source varchar(16),
    label_reason varchar(1024)
)
distkey (content_key);

create temporary table staging_rejections (like staging_rejections);
