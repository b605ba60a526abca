-- Grain: one row a station and day read. Emptied of a batch when its run is over.
create table if not exists staging_climate (
    like climate,
    batch_id text not null,
    primary key (batch_id, station_id, date)
);

comment on table staging_climate is 'Daily climate of the batches under way, as read.';
