-- The columns of new_predictions in the order in which rows are written.
copy new_predictions (review_id, model_version, rating, expected_rating, confidence) from stdin;
