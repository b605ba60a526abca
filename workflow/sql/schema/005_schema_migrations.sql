-- Grain: one row per file of workflow/sql/migrations/ that the warehouse has applied, and one per view. Written in the
-- transaction that applies the file. A new warehouse is created from schema/, the result of all migrations, and gets
-- a row for each.
create table schema_migrations (
    name text primary key,
    number integer unique check (number > 0),
    checksum text not null,
    code_version text not null,
    applied_at timestamp with time zone not null default now()
);

comment on table schema_migrations is 'One row per migration that was applied, and one per view as it was last created.';
comment on column schema_migrations.name is 'Stem of the file below workflow/sql/migrations/; of a view its name.';
comment on column schema_migrations.number is 'Number of the migration, from 1 without a gap; null: a view.';
comment on column schema_migrations.checksum is 'SHA-256 of the file, in hexadecimal digits.';
comment on column schema_migrations.code_version is 'Version of amzn-review that applied it.';
comment on column schema_migrations.applied_at is 'When the transaction that applied it began.';
