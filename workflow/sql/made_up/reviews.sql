-- Removes the made-up reviews.
delete from reviews
where is_made_up;
