-- Grain: one row a label that a document or a review was given. Never changed; current_labels says which one counts.
-- One of document_id and review_id is given, and one of label and label_set.
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
