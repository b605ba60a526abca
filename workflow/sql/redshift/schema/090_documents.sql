-- Grain: one row a distinct text of a task. Source: staging_documents, a temporary table of the load.
-- Keys: document_id (ours, with gaps), content_key (of what makes it that text).
-- A document lies beside its labels.
create table documents (
    document_id bigint identity (1, 1) not null,
    content_key char(32) not null,
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
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    primary key (document_id),
    unique (content_key)
)
distkey (document_id)
sortkey (task)
encode auto;
