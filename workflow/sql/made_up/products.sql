-- Removes the demos' products that no other review names; what real metadata describe stays.
delete from products
where
    asin in %(asins)s
    and (is_placeholder or is_made_up)
    and not exists (
        select 1 from reviews
        where reviews.asin = products.asin
    );
