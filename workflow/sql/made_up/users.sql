-- Removes the reviewers who have no other review.
delete from users
where
    user_id in (select removed.reviewer_id from removed_reviews as removed)
    and not exists (
        select 1 from reviews
        where reviews.reviewer_id = users.user_id
    );
