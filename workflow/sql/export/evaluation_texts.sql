-- Grain: one row an evaluation text and rating, known by the newest batch exported; the first %(most)s in the order
-- of the hash. Above that number new texts take the place of some old ones, but a row that is in has been in
-- since it came, and the rows of all times have the same chance. The cost follows that number, not the table.
with stars as (
    select rating from generate_series(1, 5) as given (rating)
),

walks as (
    select walked.*
    from stars
    cross join lateral (
        select texts.*
        from review_texts as texts
        where
            texts.is_evaluation
            and texts.rating = stars.rating
            and texts.batch_id <= %(newest)s
        order by texts.text_key
        limit %(most)s
    ) as walked
),

chosen as (
    select * from walks
    order by text_key, rating
    limit %(most)s
)

select
    chosen.review_id,
    reviews.review_text,
    chosen.rating,
    chosen.text_key,
    chosen.batch_id
from chosen
inner join reviews on chosen.review_id = reviews.review_id
order by chosen.text_key, chosen.rating;
