-- The columns of new_scores, as the answers of a chunk give their values.
copy new_scores (
    is_review, text_id, task, model_version, top_label, score, scores, fault, language, run_id
) from stdin;
