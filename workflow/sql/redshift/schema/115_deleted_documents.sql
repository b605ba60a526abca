-- Grain: one row a post that its source has deleted. Source: what a collected page or a look at the source says.
-- Key: task, original and external_id, which the statements keep; no document with these is loaded again.
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
