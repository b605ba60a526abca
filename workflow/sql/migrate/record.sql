-- Notes a migration that was applied, or a view that was made.
insert into schema_migrations (number, name, checksum, code_version)
values (%(number)s, %(name)s, %(checksum)s, %(code_version)s);
