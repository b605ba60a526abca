-- Labels of posts that their sources have deleted. Before their documents, by which they are found.
-- PostgreSQL and Redshift.
delete from label_events
where document_id in (
    select documents.document_id
    from documents
    inner join deleted_documents
        on
            documents.task = deleted_documents.task
            and documents.original = deleted_documents.original
            and documents.external_id = deleted_documents.external_id
);
