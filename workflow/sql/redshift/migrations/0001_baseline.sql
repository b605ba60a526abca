-- The baseline: the tables as they were when migrations began. A warehouse that was made earlier gets the tables and
-- columns that it lacks, and keeps its rows. How the tables look now is in schema/, a file each.

create table if not exists load_turns (
    batch_id varchar(64) not null
)
diststyle all
encode auto;

create table schema_migrations (
    name varchar(256) not null,
    number integer,
    checksum char(64) not null,
    code_version varchar(64) not null,
    applied_at timestamp with time zone not null default sysdate,
    primary key (name)
)
diststyle all
encode auto;

create table if not exists ingest_batches (
    batch_id varchar(64) not null,
    run_id varchar(512) not null,
    files integer not null,
    listed integer not null,
    staged integer not null,
    loaded integer not null,
    duplicate integer not null,
    quarantined integer not null,
    held integer not null,
    products integer not null,
    loaded_at timestamp with time zone not null default sysdate,
    primary key (batch_id)
)
diststyle all
sortkey (loaded_at)
encode auto;

create table if not exists held_files (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    primary key (batch_id, source_key)
)
diststyle all
sortkey (batch_id)
encode auto;

create table if not exists quarantined_records (
    quarantine_id bigint identity (1, 1),
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    line_number integer not null,
    reason varchar(64) not null,
    field varchar(800),
    found varchar(800) not null,
    expected varchar(800) not null,
    is_whole_file boolean not null,
    quarantined_at timestamp with time zone not null default sysdate,
    replayed_at timestamp with time zone,
    dismissed_at timestamp with time zone,
    primary key (batch_id, source_key, line_number)
)
diststyle even
sortkey (batch_id)
encode auto;

create table if not exists users (
    user_id varchar(256) not null,
    name varchar(1024),
    city varchar(256),
    state varchar(256),
    country varchar(256),
    primary key (user_id)
)
distkey (user_id)
sortkey (user_id)
encode auto;

create table if not exists products (
    asin varchar(256) not null,
    product_name varchar(65535),
    features super not null,
    description varchar(65535),
    price numeric(12, 2),
    brand varchar(1024),
    category varchar(1024),
    also_bought super not null,
    also_viewed super not null,
    is_placeholder boolean not null,
    is_made_up boolean not null,
    primary key (asin)
)
distkey (asin)
sortkey (asin)
encode auto;

create table if not exists time (
    datetime_ts timestamp not null,
    year smallint not null,
    month smallint not null,
    day smallint not null,
    day_of_week smallint not null,
    week smallint not null,
    day_of_year smallint not null,
    primary key (datetime_ts)
)
diststyle all
sortkey (datetime_ts)
encode auto;

create table if not exists reviews (
    review_id bigint identity (1, 1),
    review_key char(32) not null,
    reviewer_id varchar(256) not null,
    asin varchar(256) not null,
    variant_asin varchar(256),
    rating smallint not null,
    review_text varchar(65535),
    summary varchar(65535),
    vote integer not null,
    verified boolean,
    style super,
    image super,
    review_time timestamp not null,
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    line_number integer not null,
    primary key (review_id),
    unique (review_key)
)
distkey (asin)
sortkey (review_time)
encode auto;

create table if not exists stations (
    station_id varchar(11) not null,
    name varchar(128),
    longitude double precision,
    latitude double precision,
    elevation double precision,
    state varchar(32),
    country varchar(2) not null,
    is_placeholder boolean not null default false,
    primary key (station_id)
)
diststyle all
sortkey (station_id)
encode auto;

create table if not exists climate (
    station_id varchar(11) not null,
    date date not null,
    ave_wind double precision,
    precipitation double precision,
    snow_fall double precision,
    snow_depth double precision,
    ave_temp double precision,
    min_temp double precision,
    max_temp double precision,
    wt01 boolean,
    wt02 boolean,
    wt03 boolean,
    wt04 boolean,
    wt05 boolean,
    wt06 boolean,
    wt07 boolean,
    wt08 boolean,
    wt09 boolean,
    wt10 boolean,
    wt11 boolean,
    wt12 boolean,
    wt13 boolean,
    wt14 boolean,
    wt15 boolean,
    wt16 boolean,
    wt17 boolean,
    wt18 boolean,
    wt19 boolean,
    wt21 boolean,
    wt22 boolean,
    primary key (station_id, date),
    foreign key (station_id) references stations (station_id)
)
diststyle all
sortkey (date)
encode auto;

create table if not exists climate_batches (
    batch_id varchar(64) not null,
    target_table varchar(16) not null,
    run_id varchar(512) not null,
    files integer not null,
    listed integer not null,
    added integer not null,
    changed integer not null,
    unchanged integer not null,
    quarantined integer not null,
    loaded_at timestamp with time zone not null default sysdate,
    primary key (batch_id, target_table)
)
diststyle all
sortkey (loaded_at)
encode auto;

create table if not exists staging_reviews (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    line_number integer not null,
    review_key char(32) not null,
    reviewer_id varchar(256) not null,
    reviewer_name varchar(1024),
    asin varchar(256) not null,
    variant_asin varchar(256),
    category varchar(1024) not null,
    rating smallint not null,
    review_text varchar(65535),
    summary varchar(65535),
    vote integer not null,
    verified boolean,
    style super,
    image super,
    review_time timestamp not null
)
distkey (asin)
sortkey (review_time)
encode auto;

create table if not exists staging_product_metadata (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    line_number integer not null,
    asin varchar(256) not null,
    product_name varchar(65535),
    features super not null,
    description varchar(65535),
    price numeric(12, 2),
    brand varchar(1024),
    category varchar(1024),
    also_bought super not null,
    also_viewed super not null
)
distkey (asin)
sortkey (asin)
encode auto;

create table if not exists staging_rejections (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    line_number integer not null,
    reason varchar(64) not null,
    field varchar(800),
    found varchar(800) not null,
    expected varchar(800) not null,
    is_whole_file boolean not null
)
diststyle even
encode auto;

create table if not exists staging_stations (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    line_number integer not null,
    station_id varchar(11) not null,
    name varchar(128) not null,
    longitude double precision not null,
    latitude double precision not null,
    elevation double precision,
    state varchar(32),
    country varchar(2) not null
)
diststyle even
encode auto;

create table if not exists staging_climate (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null,
    line_number integer not null,
    station_id varchar(11) not null,
    date date not null,
    ave_wind double precision,
    precipitation double precision,
    snow_fall double precision,
    snow_depth double precision,
    ave_temp double precision,
    min_temp double precision,
    max_temp double precision,
    wt01 boolean,
    wt02 boolean,
    wt03 boolean,
    wt04 boolean,
    wt05 boolean,
    wt06 boolean,
    wt07 boolean,
    wt08 boolean,
    wt09 boolean,
    wt10 boolean,
    wt11 boolean,
    wt12 boolean,
    wt13 boolean,
    wt14 boolean,
    wt15 boolean,
    wt16 boolean,
    wt17 boolean,
    wt18 boolean,
    wt19 boolean,
    wt21 boolean,
    wt22 boolean
)
diststyle even
encode auto;
