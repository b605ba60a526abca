-- As soon as a real review is there, texts of made-up ones are on no side any more, neither to learn from nor to judge
-- by: a real review of the same text takes the place. Found by the few batches that brought made-up reviews; costs
-- nothing when there is none.
delete from review_texts
using reviews
where
    review_texts.batch_id = any(array(
        select distinct made_up.batch_id from reviews as made_up
        where made_up.is_made_up
    ))
    and review_texts.review_id = reviews.review_id
    and reviews.is_made_up
    and exists (
        select 1 from reviews as others
        where not others.is_made_up
    );
