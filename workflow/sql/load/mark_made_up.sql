-- Marks those reviews of the batch that a demo corpus has: known by their keys, whatever file brought them.
update reviews
set is_made_up = true
where
    batch_id = %(batch_id)s
    and review_key in %(made_up_keys)s;
