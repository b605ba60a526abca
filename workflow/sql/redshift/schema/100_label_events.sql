-- Grain: one row a label that a document or a review was given, or what else a person said of one.
-- Never changed, undoing and reopening are rows too; current_labels says which label counts.
-- One of document_id and review_id is given; one of label and label_set, if the action is label; undone_event_id, if it is undo.
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
    action varchar(16) not null default 'label',
    finding varchar(16),
    model_version varchar(256),
    guidelines_version varchar(64),
    is_blind boolean not null default false,
    decision_key char(32),
    undone_event_id bigint,
    primary key (event_id)
)
diststyle even
sortkey (labelled_at)
encode auto;
