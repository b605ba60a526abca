-- Marks what a demo corpus has, by its keys: rows of a demo that nobody had told the load of.
update reviews
set is_made_up = true
where
    not is_made_up
    and review_key in %(made_up_keys)s;
