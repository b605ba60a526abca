-- One export at a time in this database: the next one waits for the commit.
select pg_advisory_xact_lock(hashtext('amzn_review export'));

-- Texts are looked up by their keys, one by one: whatever reads a whole table to join a few thousand rows with it
-- costs more with every batch. Compiling such plans takes longer than running them.
set local jit = off;

set local enable_hashjoin = off;

set local enable_mergejoin = off;

-- The texts under way, gone at the end; their side is the table's to check.
create temporary table new_texts (
    is_evaluation boolean not null,
    rating smallint not null,
    text_key uuid not null,
    review_id bigint not null,
    batch_id text not null
) on commit drop;
