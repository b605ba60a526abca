-- What people say beside a label. Who they are and what they have open is PostgreSQL's alone: the page of the label
-- review asks for rows that are locked one by one, which Redshift does not have.
alter table label_events add column action varchar(16) default 'label' not null;
alter table label_events add column finding varchar(16);
alter table label_events add column model_version varchar(256);
alter table label_events add column guidelines_version varchar(64);
alter table label_events add column is_blind boolean default false not null;
alter table label_events add column decision_key char(32);
alter table label_events add column undone_event_id bigint;
