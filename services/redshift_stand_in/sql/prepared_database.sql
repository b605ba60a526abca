-- A row when the database is prepared: prepare_database.sql makes all in one transaction.
select true as is_prepared
from pg_class
inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
where
    pg_class.relname = 'sys_load_error_detail'
    and pg_namespace.nspname = 'redshift_stand_in';
