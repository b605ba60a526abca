-- What Redshift brings and PostgreSQL does not, in a schema of the stand-in's own, made when a database has its
-- first session. Columns of sys_load_error_detail:
-- https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html
-- Two sessions that begin at once: the second waits for the first.
begin;
select pg_advisory_xact_lock(5439);
create schema if not exists redshift_stand_in;
create table if not exists redshift_stand_in.sys_load_error_detail (
    user_id integer not null,
    query_id bigint not null,
    transaction_id bigint not null,
    session_id integer not null,
    database_name character(64) not null,
    table_id integer not null,
    start_time timestamp not null,
    file_name character(256) not null,
    line_number bigint not null,
    column_name character(127) not null,
    column_type character(10) not null,
    column_length character(10) not null,
    position integer not null,
    error_code integer not null,
    error_message character(512) not null
);
create sequence if not exists redshift_stand_in.query_ids;
create or replace function redshift_stand_in.getdate() returns timestamp
language sql stable as $$ select date_trunc('second', statement_timestamp() at time zone 'utc') $$;
create or replace function redshift_stand_in.json_parse(document varchar) returns jsonb
language sql immutable strict as $$ select document::jsonb $$;
create or replace function redshift_stand_in.json_serialize(value jsonb) returns varchar
language sql immutable strict as $$ select value::varchar $$;
create or replace function redshift_stand_in.len(value varchar) returns integer
language sql immutable strict as $$ select char_length(value) $$;
grant usage on schema redshift_stand_in to public;
grant select on redshift_stand_in.sys_load_error_detail to public;
commit;
