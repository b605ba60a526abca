-- The staging tables of one transaction, gone at its end: temporary tables that stand before those of the schema.
create temporary table staging_stations (like staging_stations including constraints) on commit drop;

create temporary table staging_climate (like staging_climate including constraints) on commit drop;
