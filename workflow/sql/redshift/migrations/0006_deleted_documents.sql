-- Posts that their source deletes leave the warehouse, and must not come back with a later page.
create table deleted_documents (
    task varchar(64) not null,
    original varchar(4096) not null, -- advise: wide-varchar, as documents has it
    external_id varchar(512) not null,
    noted_at timestamp with time zone not null default sysdate,
    primary key (task, original, external_id)
)
diststyle all
sortkey (task)
encode auto;
