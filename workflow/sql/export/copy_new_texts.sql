-- The columns of new_texts in the order in which rows are written.
copy new_texts (is_evaluation, rating, text_key, review_id, batch_id) from stdin;
