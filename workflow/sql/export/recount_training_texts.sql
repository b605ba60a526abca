-- The ledger of the sides counts the training texts that are left of the batches that brought made-up reviews.
update examined_batches
set
    training_texts = (
        select count(*) from review_texts as texts
        where
            texts.batch_id = examined_batches.batch_id
            and texts.rating = examined_batches.rating
            and not texts.is_evaluation
    )
where
    batch_id in (
        select made_up.batch_id from reviews as made_up
        where made_up.is_made_up
    );
