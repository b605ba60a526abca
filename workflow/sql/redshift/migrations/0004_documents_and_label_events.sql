-- Texts of other tasks come in beside the reviews, and labels of both are events. Redshift had no review_labels.
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

create table document_batches (
    batch_id varchar(64) not null,
    task varchar(64) not null,
    run_id varchar(512) not null,
    files integer not null,
    listed integer not null,
    loaded integer not null,
    relabelled integer not null,
    duplicate integer not null,
    quarantined integer not null,
    label_events integer not null,
    loaded_at timestamp with time zone not null default sysdate,
    primary key (batch_id, task)
)
diststyle all
sortkey (loaded_at)
encode auto;

create table label_events (
    event_id bigint identity (1, 1),
    event_key char(32),
    document_id bigint,
    review_id bigint,
    task varchar(64) not null,
    label varchar(256),
    label_set super,
    source varchar(16) not null,
    labelled_by varchar(4096) not null, -- advise: wide-varchar, as long as a file's name
    labelled_at timestamp with time zone not null default sysdate,
    reason varchar(1024),
    batch_id varchar(64),
    primary key (event_id)
)
diststyle even
sortkey (labelled_at)
encode auto;
