-- Grain: one row a shown review that has a text: a document of task rating, in the columns of table documents.
-- Its number is review_id, by which label_events names it: document_id would be another text's.
create or replace view rating_documents as
select
    review_id,
    review_key as content_key,
    cast('rating' as varchar(64)) as task,
    review_text as text,
    reviewer_id as author,
    asin as entity,
    review_time as created_at,
    cast('en' as varchar(16)) as language,
    batch_id,
    source_key,
    line_number
from shown_reviews
where review_text is not null and review_text <> '';

comment on view rating_documents is 'Reviews as documents of task rating: text, author, product as entity, time.';
