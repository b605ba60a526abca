-- What the champions of the text models say of reviews and documents.
create table review_scores (
    review_id bigint not null,
    task varchar(64) not null,
    model_version varchar(256) not null,
    top_label varchar(1024),
    score double precision,
    scores super,
    fault varchar(2048),
    language varchar(64),
    batch_id varchar(64) not null,
    run_id varchar(512) not null,
    scored_at timestamp with time zone not null default sysdate,
    primary key (review_id, task, model_version),
    foreign key (review_id) references reviews (review_id)
)
distkey (review_id)
sortkey (scored_at)
encode auto;

create table document_scores (
    document_id bigint not null,
    task varchar(64) not null,
    model_version varchar(256) not null,
    top_label varchar(1024),
    score double precision,
    scores super,
    fault varchar(2048),
    language varchar(64),
    batch_id varchar(64) not null,
    run_id varchar(512) not null,
    scored_at timestamp with time zone not null default sysdate,
    primary key (document_id, task, model_version),
    foreign key (document_id) references documents (document_id)
)
distkey (document_id)
sortkey (scored_at)
encode auto;
