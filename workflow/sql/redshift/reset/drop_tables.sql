-- Every table of the warehouse, rows, views and all. What else lies in the database stays.
drop view if exists balance_sheets;
drop table if exists staging_climate;
drop table if exists staging_stations;
drop table if exists staging_rejections;
drop table if exists staging_product_metadata;
drop table if exists staging_reviews;
drop table if exists climate cascade;
drop table if exists stations cascade;
drop table if exists reviews cascade;
drop table if exists time;
drop table if exists products cascade;
drop table if exists users;
drop table if exists quarantined_records;
drop table if exists held_files;
drop table if exists climate_batches;
drop table if exists ingest_batches cascade;
drop table if exists load_turns;
drop table if exists schema_migrations;
