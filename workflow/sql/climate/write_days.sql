-- Grain: one row a station and day. Source: days_to_write, whose columns are climate's, in their order.
-- Key: station_id, date. PostgreSQL and Redshift.
delete from climate
using days_to_write
where climate.station_id = days_to_write.station_id and climate.date = days_to_write.date;

insert into climate
select * from days_to_write; -- climate's columns -- noqa: AM04

drop table days_to_write;

drop table days_of_turn;
