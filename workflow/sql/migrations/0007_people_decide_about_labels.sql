-- People decide about labels: what they say beside a label, who they are, and what they have open.
alter table label_events add column action text not null default 'label';
alter table label_events add column finding text;
alter table label_events add column model_version text;
alter table label_events add column guidelines_version text;
alter table label_events add column is_blind boolean not null default false;
alter table label_events add column decision_key uuid;
alter table label_events add column undone_event_id bigint;

alter table label_events drop constraint label_events_say_one;
alter table label_events add constraint label_events_say_one
check (num_nonnulls(label, label_set) = (case action when 'label' then 1 else 0 end));
alter table label_events add constraint label_events_of_actions
check (action in ('label', 'unclear', 'skip', 'note', 'reopen', 'undo'));
alter table label_events add constraint label_events_of_findings check (finding in ('label wrong', 'model wrong'));
alter table label_events add constraint label_events_undo_one check ((action = 'undo') = (undone_event_id is not null));

-- What is taken back is taken back once, whoever else asks for it at the same moment.
create unique index label_events_undone on label_events (undone_event_id) where undone_event_id is not null;
create index label_events_decision_key on label_events (decision_key) where decision_key is not null;

comment on table label_events is
'One row a label that a document or a review was given, or what else a person said of one; append-only.';
comment on column label_events.event_key is
'BLAKE2b-128 of document, source and label, or of a person, the key of the request and the document; null: neither.';
comment on column label_events.action is
'label: it has this one; unclear: none can be told; skip, note; reopen: it is asked again; undo: undone_event_id is void.';
comment on column label_events.finding is 'What was wrong in the person''s judgement: label wrong, model wrong, or null.';
comment on column label_events.model_version is 'Version of the model whose answer the person was shown or could have asked for.';
comment on column label_events.guidelines_version is 'BLAKE2b-64 in hex of the guidelines that the person had beside the text.';
comment on column label_events.is_blind is 'Whether the person saw neither label, prediction nor another''s decision before.';
comment on column label_events.decision_key is 'One request of a person: a decision about many texts is undone in one step.';
comment on column label_events.undone_event_id is 'The event that an undo takes back.';

create table label_users (
    name text primary key check (name <> ''),
    role text not null check (role in ('annotator', 'adjudicator', 'admin')),
    added_at timestamp with time zone not null default now(),
    removed_at timestamp with time zone
);

comment on table label_users is 'One row a person who may review labels.';
comment on column label_users.name is 'Name to sign in with; label_events.labelled_by holds it.';
comment on column label_users.role is
'annotator decides; adjudicator also sees and settles what others decided blind; admin also imports and exports.';
comment on column label_users.added_at is 'When the person was added.';
comment on column label_users.removed_at is 'Since when the person may not sign in any more; null: may.';

create table label_tokens (
    token_hash bytea primary key,
    user_name text not null references label_users (name),
    kind text not null check (kind in ('token', 'link', 'session')),
    made_at timestamp with time zone not null default now(),
    expires_at timestamp with time zone
);

create index label_tokens_user_name on label_tokens (user_name);

comment on table label_tokens is 'One row a secret that stands for a person, hashed.';
comment on column label_tokens.token_hash is 'SHA-256 of 256 random bits, which no dictionary holds.';
comment on column label_tokens.user_name is 'Whose it is.';
comment on column label_tokens.kind is
'token: to sign in with, beside the name; link: the same, good once; session: what the browser holds after that.';
comment on column label_tokens.made_at is 'When it was made.';
comment on column label_tokens.expires_at is 'From when on it is no longer good; null: never.';

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
