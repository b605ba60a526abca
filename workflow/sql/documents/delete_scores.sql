-- What models say of posts that their sources have deleted. Before their documents, which it refers to.
-- PostgreSQL and Redshift.
delete from document_scores
where document_id in (
    select documents.document_id
    from documents
    inner join deleted_documents
        on
            documents.task = deleted_documents.task
            and documents.original = deleted_documents.original
            and documents.external_id = deleted_documents.external_id
);
