-- The staging tables of one transaction, gone at its end: temporary tables that stand before those of the schema,
-- from which they have their columns and constraints. Nobody else sees the rows, and nothing has to be emptied.
-- Not unlogged tables emptied by truncate: should the server crash after such a transaction was undone,
-- PostgreSQL 17 may fail to start again ("could not create file: File exists").
create temporary table staging_reviews (like staging_reviews including constraints) on commit drop;

create temporary table staging_product_metadata (
    like staging_product_metadata including constraints
) on commit drop;
