-- The baseline: the tables as they were when migrations began. A warehouse that was made earlier gets the tables and
-- columns that it lacks, and keeps its rows. How the tables look now is in schema/, a file each.

create table schema_migrations (
    name text primary key,
    number integer unique check (number > 0),
    checksum text not null,
    code_version text not null,
    applied_at timestamp with time zone not null default now()
);

comment on table schema_migrations is 'One row per migration that was applied, and one per view as it was last created.';
comment on column schema_migrations.name is 'Stem of the file below workflow/sql/migrations/; of a view its name.';
comment on column schema_migrations.number is 'Number of the migration, from 1 without a gap; null: a view.';
comment on column schema_migrations.checksum is 'SHA-256 of the file, in hexadecimal digits.';
comment on column schema_migrations.code_version is 'Version of amzn-review that applied it.';
comment on column schema_migrations.applied_at is 'When the transaction that applied it began.';

create table if not exists ingest_batches (
    batch_id text primary key,
    run_id text not null,
    files integer not null check (files >= 0),
    listed integer not null,
    staged integer not null,
    loaded integer not null check (loaded >= 0),
    duplicate integer not null check (duplicate >= 0),
    quarantined integer not null check (quarantined >= 0),
    held integer not null check (held >= 0),
    held_keys text[] not null,
    products integer not null check (products >= 0),
    loaded_at timestamp with time zone not null default now(),
    constraint ingest_batches_balance check (listed = loaded + duplicate + quarantined + held),
    constraint ingest_batches_staged check (staged = loaded + duplicate)
);

comment on table ingest_batches is 'One row a batch: what was listed and what became of it.';
comment on column ingest_batches.batch_id is 'Stem of the manifest''s file name.';
comment on column ingest_batches.run_id is 'Airflow run, or command, that loaded the batch.';
comment on column ingest_batches.files is 'Review files in the manifest.';
comment on column ingest_batches.listed is 'Review records in those files; a file that cannot be read counts as one.';
comment on column ingest_batches.staged is 'Records that went through the staging table.';
comment on column ingest_batches.loaded is 'Records that became a new row of reviews.';
comment on column ingest_batches.duplicate is 'Records equal to one already loaded, or to another of the batch.';
comment on column ingest_batches.quarantined is 'Records that are no review; see quarantined_records.';
comment on column ingest_batches.held is 'Review files changed, gone or still being written; left for the next run.';
comment on column ingest_batches.held_keys is 'Every held file, of product metadata too, below uploaded/.';
comment on column ingest_batches.products is 'Records of product metadata, which the counts before leave out.';

create table if not exists quarantined_records (
    quarantine_id bigint generated always as identity primary key,
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    reason text not null,
    field text,
    found text not null,
    expected text not null,
    is_whole_file boolean not null,
    quarantined_at timestamp with time zone not null default now(),
    replayed_at timestamp with time zone,
    dismissed_at timestamp with time zone,
    unique (batch_id, source_key, line_number)
);

-- A table that was made before records could be dismissed.
alter table quarantined_records add column if not exists dismissed_at timestamp with time zone;

comment on table quarantined_records is 'Records that are not in the warehouse, each with its reason.';
comment on column quarantined_records.source_key is 'File below uploaded/ at the time; its bytes are kept.';
comment on column quarantined_records.line_number is 'Line of the file from 1; 0: the whole file.';
comment on column quarantined_records.reason is 'Kind of fault, the folder below quarantine/.';
comment on column quarantined_records.field is 'Field that is at fault, if one is.';
comment on column quarantined_records.found is 'What stood there, shortened.';
comment on column quarantined_records.expected is 'What a review has there.';
comment on column quarantined_records.is_whole_file is 'The file itself was set aside: it held nothing else.';
comment on column quarantined_records.replayed_at is 'When it was handed back to be loaded; null: it was not.';
comment on column quarantined_records.dismissed_at is 'When it was given up, its file moved to dismissed/; null: it was not.';

create table if not exists users (
    user_id text primary key,
    name text,
    city text,
    state text,
    country text
);

create index if not exists users_without_name on users (user_id) where name is null;

comment on table users is 'One row a reviewer.';
comment on column users.name is 'First name known, of the latest review in that batch.';
comment on column users.city is 'Null: the source has none.';
comment on column users.state is 'Null: the source has none.';
comment on column users.country is 'Null: the source has none.';

create table if not exists products (
    asin text primary key,
    product_name text,
    features json not null default '[]',
    description text,
    price numeric(12, 2) check (price >= 0),
    brand text,
    category text,
    also_bought json not null default '[]',
    also_viewed json not null default '[]',
    is_placeholder boolean not null,
    is_made_up boolean not null default false
);

comment on table products is 'One row a product.';
comment on column products.asin is 'Amazon''s product number; of variants their parent''s.';
comment on column products.features is 'Selling points, a list of texts.';
comment on column products.price is 'List price in US dollars; of a range the lowest; null: not given.';
comment on column products.category is 'Category of the metadata; of a placeholder the folder its reviews came in.';
comment on column products.also_bought is 'Product numbers; empty unless given.';
comment on column products.also_viewed is 'Product numbers; empty unless given.';
comment on column products.is_placeholder is 'No metadata has arrived yet.';
comment on column products.is_made_up is 'The metadata are Faker''s, for want of real ones.';

create table if not exists time (
    datetime_ts timestamp primary key,
    year smallint not null,
    month smallint not null check (month between 1 and 12),
    day smallint not null check (day between 1 and 31),
    day_of_week smallint not null check (day_of_week between 1 and 7),
    week smallint not null check (week between 1 and 53),
    day_of_year smallint not null check (day_of_year between 1 and 366)
);

comment on table time is 'One row a moment of a review, UTC, taken apart.';
comment on column time.day_of_week is 'ISO 8601: Monday 1 to Sunday 7.';
comment on column time.week is 'ISO 8601 week; the first days of January may belong to week 52 or 53.';

create table if not exists reviews (
    review_id bigint generated always as identity primary key,
    review_key uuid not null unique,
    reviewer_id text not null,
    asin text not null,
    variant_asin text,
    rating smallint not null check (rating between 1 and 5),
    review_text text,
    summary text,
    vote integer not null check (vote >= 0),
    verified boolean,
    style json,
    image json,
    review_time timestamp not null,
    batch_id text not null,
    source_key text not null,
    line_number integer not null
);

-- Long texts are compressed by LZ4: PostgreSQL's own method takes a tenth of the time of a COPY.
alter table reviews alter column review_text set compression lz4;

create index if not exists reviews_asin on reviews (asin);
create index if not exists reviews_batch_id on reviews (batch_id);

comment on table reviews is 'One row a distinct review.';
comment on column reviews.review_key is 'BLAKE2b-128 of the canonical record.';
comment on column reviews.variant_asin is 'The variant (colour, size) reviewed, where the source tells it from its parent.';
comment on column reviews.rating is 'Stars, 1 to 5.';
comment on column reviews.vote is 'Readers who found the review helpful.';
comment on column reviews.verified is 'Amazon knows of the purchase; null: the source does not say.';
comment on column reviews.style is 'The variant''s attributes by name.';
comment on column reviews.image is 'Addresses of the pictures.';
comment on column reviews.review_time is 'When the review was written, UTC; never when it was uploaded.';
comment on column reviews.batch_id is 'Batch that brought it first.';
comment on column reviews.source_key is 'File below uploaded/ that held it; its bytes are below raw/.';
comment on column reviews.line_number is 'Line of that file, from 1.';

create table if not exists stations (
    station_id text primary key,
    name text,
    longitude double precision check (longitude between -180 and 180),
    latitude double precision check (latitude between -90 and 90),
    elevation double precision,
    state text,
    country text not null,
    is_placeholder boolean not null default false,
    constraint stations_described check (
        is_placeholder or (name is not null and longitude is not null and latitude is not null)
    )
);

-- A table that was made before there were placeholders.
alter table stations add column if not exists is_placeholder boolean not null default false;
alter table stations
alter column name drop not null,
alter column longitude drop not null,
alter column latitude drop not null,
alter column country set not null,
drop constraint if exists stations_described,
add constraint stations_described check (
    is_placeholder or (name is not null and longitude is not null and latitude is not null)
);

comment on table stations is 'One row a weather station.';
comment on column stations.station_id is 'Id of GHCN-Daily: country, network, number.';
comment on column stations.longitude is 'Degrees, east positive.';
comment on column stations.latitude is 'Degrees, north positive.';
comment on column stations.elevation is 'Metres; null: unknown.';
comment on column stations.state is 'Postal code of the state or province; null: outside the USA and Canada.';
comment on column stations.country is 'FIPS 10-4, the first two letters of the id; not ISO 3166.';
comment on column stations.is_placeholder is 'Known from climate files only; the station list fills it in.';

create table if not exists climate (
    station_id text not null references stations (station_id),
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
    check (min_temp <= max_temp)
);

comment on table climate is
'One row a station and day, in SI units. wt01 to wt22: weather types of GHCN-Daily; true: seen that day, null: not reported.';
comment on column climate.ave_wind is 'Metres a second.';
comment on column climate.precipitation is 'Millimetres.';
comment on column climate.snow_fall is 'Millimetres.';
comment on column climate.snow_depth is 'Millimetres.';
comment on column climate.ave_temp is 'Degrees Celsius.';
comment on column climate.min_temp is 'Degrees Celsius.';
comment on column climate.max_temp is 'Degrees Celsius.';

create table if not exists climate_batches (
    batch_id text not null,
    target_table text not null check (target_table in ('stations', 'climate')),
    run_id text not null,
    files integer not null check (files >= 0),
    listed integer not null,
    added integer not null check (added >= 0),
    changed integer not null check (changed >= 0),
    unchanged integer not null check (unchanged >= 0),
    quarantined integer not null check (quarantined >= 0),
    loaded_at timestamp with time zone not null default now(),
    primary key (batch_id, target_table),
    constraint climate_batches_balance check (listed = added + changed + unchanged + quarantined)
);

comment on table climate_batches is
'One row a batch of climate files and a table that it fed: what was listed and what became of it.';
comment on column climate_batches.batch_id is 'Stem of the manifest''s file name.';
comment on column climate_batches.target_table is 'stations or climate.';
comment on column climate_batches.run_id is 'Airflow run, or command, that loaded the batch.';
comment on column climate_batches.files is 'Files of that kind in the manifest.';
comment on column climate_batches.listed is 'Lines with data; a file that cannot be read counts as one.';
comment on column climate_batches.added is 'Lines that became a new row; a station that was a placeholder is changed.';
comment on column climate_batches.changed is 'Lines that changed a row.';
comment on column climate_batches.unchanged is 'Lines that said what the table holds already: no row was written.';
comment on column climate_batches.quarantined is 'Lines that are no record; see quarantined_records.';

create table if not exists review_predictions (
    review_id bigint not null references reviews (review_id),
    model_version text not null,
    rating smallint not null check (rating between 1 and 5),
    expected_rating double precision not null check (expected_rating between 1 and 5),
    confidence double precision not null check (confidence between 0 and 1),
    predicted_at timestamp with time zone not null,
    primary key (review_id, model_version)
);

comment on table review_predictions is 'One row a review and model version.';
comment on column review_predictions.model_version is 'Folder of the model below models/rating/.';
comment on column review_predictions.rating is 'The star answered: the likeliest, where a rare star counts for more.';
comment on column review_predictions.expected_rating is 'Mean of the predicted distribution, in stars.';
comment on column review_predictions.confidence is 'Probability of the likeliest star.';
comment on column review_predictions.predicted_at is 'When the row was stored.';

create table if not exists review_labels (
    label_id bigint generated always as identity primary key,
    review_id bigint not null references reviews (review_id),
    rating smallint not null check (rating between 1 and 5),
    labelled_by text not null,
    labelled_at timestamp with time zone not null default now()
);

comment on table review_labels is 'One row a correction by a person; append-only.';
comment on column review_labels.rating is 'Stars that the text says, in the person''s judgement.';

create table if not exists staging_reviews (
    reviewer_id text not null check (reviewer_id <> ''),
    reviewer_name text,
    asin text not null check (asin <> ''),
    category text not null,
    review_time timestamp not null
);

comment on table staging_reviews is 'Review records under way: what the dimensions need of them.';
comment on column staging_reviews.category is 'Folder the file lay in.';

create table if not exists staging_product_metadata (
    source_key text not null,
    line_number integer not null,
    asin text not null check (asin <> ''),
    product_name text,
    features json not null,
    description text,
    price numeric(12, 2),
    brand text,
    category text,
    also_bought json not null,
    also_viewed json not null
);

comment on table staging_product_metadata is 'Product records under way, as read.';

create table if not exists staging_stations (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    station_id text not null,
    name text not null,
    longitude double precision not null,
    latitude double precision not null,
    elevation double precision,
    state text,
    country text not null
);

comment on table staging_stations is 'Weather stations under way, as read.';
comment on column staging_stations.source_key is 'File below uploaded/ that held it.';
comment on column staging_stations.line_number is 'Line of that file, from 1.';

create table if not exists staging_climate (
    batch_id text not null,
    source_key text not null,
    line_number integer not null,
    station_id text not null,
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
);

comment on table staging_climate is 'Daily climate under way, as read, in SI units.';
comment on column staging_climate.source_key is 'File below uploaded/ that held it.';
comment on column staging_climate.line_number is 'Line of that file, from 1.';

create table if not exists review_texts (
    is_evaluation boolean not null,
    rating smallint not null check (rating between 1 and 5),
    text_key uuid not null,
    review_id bigint not null references reviews (review_id),
    batch_id text not null,
    primary key (is_evaluation, rating, text_key),
    constraint review_texts_side check (is_evaluation = (text_key < '26666666-0000-0000-0000-000000000000'))
);

create index if not exists review_texts_batch_id on review_texts (batch_id);

comment on table review_texts is 'One row a distinct text and rating: for evaluation or for training, for ever.';
comment on column review_texts.is_evaluation is 'The model is judged by it and never learns from it; follows from the key.';
comment on column review_texts.text_key is 'BLAKE2b-128 of the text, normalised and case-folded.';
comment on column review_texts.review_id is 'First review with this text and rating.';
comment on column review_texts.batch_id is 'Batch that brought it first.';

create table if not exists examined_batches (
    batch_id text not null references ingest_batches (batch_id),
    rating smallint not null check (rating between 1 and 5),
    training_texts integer not null check (training_texts >= 0),
    primary key (batch_id, rating)
);

comment on table examined_batches is 'One row a batch and rating: how many texts to train on it brought.';
comment on column examined_batches.training_texts is 'Rows of review_texts for training that the batch brought first.';
