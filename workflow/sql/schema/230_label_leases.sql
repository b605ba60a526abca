-- Grain: one row a document that a person has open in a task, until a time. Kept for the moment, not for the record.
create table label_leases (
    task text not null,
    document_id bigint not null references documents (document_id) on delete cascade,
    user_name text not null references label_users (name),
    leased_until timestamp with time zone not null,
    primary key (task, document_id, user_name)
);

create index label_leases_document_id on label_leases (document_id);

comment on table label_leases is 'One row a document that a person has open in a task, so that no other is given it meanwhile.';
comment on column label_leases.task is 'Task whose label is decided.';
comment on column label_leases.document_id is 'The document.';
comment on column label_leases.user_name is 'Who has it.';
comment on column label_leases.leased_until is 'Until when; renewed while the page is open.';
