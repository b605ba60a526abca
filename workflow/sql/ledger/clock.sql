-- The moment by the clock that also dates batches. One row.
select now() as moment;
