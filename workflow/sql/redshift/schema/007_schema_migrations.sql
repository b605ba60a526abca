-- Grain: one row per file of workflow/sql/migrations/ that the warehouse has applied, and one per view. Written in the
-- transaction that applies the file. A new warehouse is created from schema/, the result of all migrations, and gets
-- a row for each.
create table schema_migrations (
    name varchar(256) not null,
    number integer,
    checksum char(64) not null,
    code_version varchar(64) not null,
    applied_at timestamp with time zone not null default sysdate,
    primary key (name)
)
diststyle all
encode auto;
