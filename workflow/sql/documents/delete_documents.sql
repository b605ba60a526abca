-- Documents of posts that their sources have deleted. The last, behind their labels and scores.
-- PostgreSQL and Redshift.
delete from documents
where document_id in (
    select documents.document_id
    from documents
    inner join deleted_documents
        on
            documents.task = deleted_documents.task
            and documents.original = deleted_documents.original
            and documents.external_id = deleted_documents.external_id
);
