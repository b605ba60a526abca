-- Grain: one row a person who may review labels. Source: `label-review users add`. Never deleted: events name them.
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
