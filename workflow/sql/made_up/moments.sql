-- Removes the moments at which no other review was written.
delete from time
where
    datetime_ts in (select removed.review_time from removed_reviews as removed)
    and not exists (
        select 1 from reviews
        where reviews.review_time = time.datetime_ts
    );
