-- The tables and views as `amzn-review db init` made them before there was a ledger of migrations. Frozen.

-- Grain: one row a batch (a manifest). Written in the transaction that loads its reviews.
-- Invariants: every record of the manifest is loaded, a duplicate, quarantined or held; and every record
-- that was staged is a new row of the fact table or equal to one that is there.
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

-- Grain: one row a batch in the ledger. The columns are the fields of BalanceSheet, in their order; who reads a
-- sheet takes it from here. Made only if it is missing: to replace it would wait for a load that is under way.
do $$
begin
    if to_regclass('balance_sheets') is null then
        create view balance_sheets as
        select
            batch_id,
            run_id,
            files,
            listed,
            staged,
            loaded,
            duplicate,
            quarantined,
            held,
            products
        from ingest_batches;

        comment on view balance_sheets is 'The numbers of each batch that have to add up.';
    end if;
end
$$;

-- Grain: one row a record (or unreadable file) that could not be loaded, and why.
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

-- A table that was made before records could be dismissed gets the column; its rows stay.
do $$
begin
    if not exists (
        select from pg_attribute
        where attrelid = 'quarantined_records'::regclass and attname = 'dismissed_at'
    ) then
        alter table quarantined_records add column dismissed_at timestamp with time zone;
    end if;
end
$$;

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

-- Grain: one row a reviewer. Source: reviews.
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

-- Grain: one row a product. Source: product metadata; reviews of a product that is not described yet
-- put a placeholder here, which metadata fills in when it arrives.
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

-- Grain: one row a moment at which a review was written. Source: reviews.review_time.
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

-- Grain: one row a distinct review. Source: staging_reviews.
-- Keys: review_id (ours), review_key (of the content, so that the same review is never loaded twice).
-- Users, products and moments are inserted in the same transaction, from the same rows;
-- foreign keys would look each up again and double the time of a load (docs/loading.md). A check joins them.
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

-- Long texts are compressed by LZ4: PostgreSQL's own method takes a tenth of the time of a COPY. Only where it is not
-- so already, because even an alter that changes nothing waits for a load under way.
do $$
begin
    if exists (
        select from pg_attribute
        where attrelid = 'reviews'::regclass and attname = 'review_text' and attcompression <> 'l'
    ) then
        alter table reviews alter column review_text set compression lz4;
    end if;
end $$;

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

-- Grain: one row a weather station. Source: ghcnd-stations.txt.
-- A day of a station that the list does not have loads against a placeholder, which a later list fills in.
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

-- A table that was made before there were placeholders; nothing could be loaded into it.
do $$
begin
    if not exists (
        select from pg_attribute
        where attrelid = 'stations'::regclass and attname = 'is_placeholder'
    ) then
        alter table stations
            alter column name drop not null,
            alter column longitude drop not null,
            alter column latitude drop not null,
            alter column country set not null,
            add column is_placeholder boolean not null default false,
            add constraint stations_described check (
                is_placeholder or (name is not null and longitude is not null and latitude is not null)
            );
    end if;
end
$$;

comment on table stations is 'One row a weather station.';
comment on column stations.station_id is 'Id of GHCN-Daily: country, network, number.';
comment on column stations.longitude is 'Degrees, east positive.';
comment on column stations.latitude is 'Degrees, north positive.';
comment on column stations.elevation is 'Metres; null: unknown.';
comment on column stations.state is 'Postal code of the state or province; null: outside the USA and Canada.';
comment on column stations.country is 'FIPS 10-4, the first two letters of the id; not ISO 3166.';
comment on column stations.is_placeholder is 'Known from climate files only; the station list fills it in.';

-- Grain: one row a station and day. Source: NOAA daily summaries.
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

-- Grain: one row a batch of climate files and a table that it fed. Written in the transaction that loads them.
-- Invariant: every line of the files is a new row, changes one, is known already, or is quarantined.
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

-- Grain: one row a review and model version. Source: the rating model, written once and kept.
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

-- Grain: one row a correction by a person; never changed, the latest counts.
create table if not exists review_labels (
    label_id bigint generated always as identity primary key,
    review_id bigint not null references reviews (review_id),
    rating smallint not null check (rating between 1 and 5),
    labelled_by text not null,
    labelled_at timestamp with time zone not null default now()
);

comment on table review_labels is 'One row a correction by a person; append-only.';
comment on column review_labels.rating is 'Stars that the text says, in the person''s judgement.';

-- Grain: one row a review and model version whose stars contradict the text, as a confident model reads it.
create or replace view rating_disagreements as
with thresholds as (
    select
        2.0 as stars_apart,
        0.7 as least_confidence
)

select
    reviews.review_id,
    predictions.model_version,
    reviews.rating as stars,
    predictions.expected_rating,
    predictions.confidence,
    reviews.review_text,
    reviews.asin,
    predictions.predicted_at,
    reviews.rating - predictions.expected_rating as stars_above_text
from review_predictions as predictions
inner join reviews on predictions.review_id = reviews.review_id
cross join thresholds
where
    abs(reviews.rating - predictions.expected_rating) >= thresholds.stars_apart
    and predictions.confidence >= thresholds.least_confidence
    and reviews.review_text is not null;

comment on view rating_disagreements is
'One row a review and model version where stars and text are 2 or more apart and the model is confident (0.7).';
comment on column rating_disagreements.stars is 'Stars given by the reviewer.';
comment on column rating_disagreements.expected_rating is 'Stars that the text says: mean of the predicted distribution.';
comment on column rating_disagreements.stars_above_text is 'Stars given less those of the text: below 0, the text is kinder.';

-- Grain: one row a review record of the batch under way. Holds what the dimensions are made of; the records
-- themselves go into the fact table directly, for writing them twice would double the time.
-- The rows lie in a temporary table of this form, in the one transaction that loads; this one stays empty.
create table if not exists staging_reviews (
    reviewer_id text not null check (reviewer_id <> ''),
    reviewer_name text,
    asin text not null check (asin <> ''),
    category text not null,
    review_time timestamp not null
);

comment on table staging_reviews is 'Review records under way: what the dimensions need of them.';
comment on column staging_reviews.category is 'Folder the file lay in.';

-- Grain: one row a product record read. The rows lie in a temporary table of this form, in the one transaction
-- that loads; this one stays empty.
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

-- Grain: one row a station read. The rows lie in a temporary table of this form, in the one transaction that
-- loads; this one stays empty.
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

-- Grain: one row a station and day read. The rows lie in a temporary table of this form, in the one transaction
-- that loads; this one stays empty. Units are those of table climate.
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

-- Grain: one row a distinct text and rating, with the first review that brought it. Source: reviews, examined by
-- the export for the rating model. Keys: text_key, a hash of the normalised text that Python computes.
-- Never changed: what is for evaluation stays so, and results of different days are about the same rows.
-- The key's order serves both walks: evaluation texts and training texts of one rating, in the order of the hash.
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

-- Grain: one row a batch and rating. Written in the transaction that examines the batch's texts.
create table if not exists examined_batches (
    batch_id text not null references ingest_batches (batch_id),
    rating smallint not null check (rating between 1 and 5),
    training_texts integer not null check (training_texts >= 0),
    primary key (batch_id, rating)
);

comment on table examined_batches is 'One row a batch and rating: how many texts to train on it brought.';
comment on column examined_batches.training_texts is 'Rows of review_texts for training that the batch brought first.';

-- Grain: one row a day on which a review was written. Source: reviews. Key: date, the day of review_time, UTC.
-- The views on weather join days, never reviews: what happens to a review's row cannot multiply it.
create or replace view review_days as
select
    cast(review_time as date) as date,
    count(*) as reviews,
    avg(cast(rating as double precision)) as mean_rating
from reviews
group by cast(review_time as date);

comment on view review_days is 'One row a day with reviews: how many, and their mean.';
comment on column review_days.date is 'Day of review_time, UTC: the day that the source gives, without an hour.';
comment on column review_days.reviews is 'Reviews of the day.';
comment on column review_days.mean_rating is 'Mean of their stars, 1 to 5.';

-- Grain: one row a product, those without a review too. Sources: products, reviews. Key: asin.
-- bayesian_rating = (prior_reviews * prior_mean + sum of stars) / (prior_reviews + reviews): the posterior mean of a
-- normal prior worth 10 reviews at the mean of all reviews (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.5).
-- The last year is the 365 days that end with the last day of all reviews, never with today; the year before, the
-- 365 days before those.
create or replace view product_popularity as
with all_reviews as (
    select
        10 as prior_reviews,
        max(cast(review_time as date)) as last_day,
        avg(cast(rating as double precision)) as prior_mean
    from reviews
),

dated as (
    select
        reviews.asin,
        cast(reviews.review_time as date) as date,
        cast(reviews.rating as double precision) as rating,
        all_reviews.last_day - cast(reviews.review_time as date) as age
    from reviews
    cross join all_reviews
),

counted as (
    select
        asin,
        count(*) as reviews,
        sum(rating) as stars,
        min(date) as first_day,
        max(date) as last_day,
        sum(case when age < 365 then 1 else 0 end) as reviews_last_year,
        sum(case when age between 365 and 729 then 1 else 0 end) as reviews_year_before,
        avg(case when age < 365 then rating end) as rating_last_year,
        avg(case when age between 365 and 729 then rating end) as rating_year_before
    from dated
    group by asin
)

select
    products.asin,
    products.product_name,
    products.category,
    all_reviews.prior_reviews,
    all_reviews.prior_mean,
    counted.first_day,
    counted.last_day,
    counted.rating_last_year,
    counted.rating_year_before,
    coalesce(counted.reviews, 0) as reviews,
    counted.stars / counted.reviews as mean_rating,
    (all_reviews.prior_reviews * all_reviews.prior_mean + coalesce(counted.stars, 0))
    / (all_reviews.prior_reviews + coalesce(counted.reviews, 0)) as bayesian_rating,
    coalesce(counted.reviews_last_year, 0) as reviews_last_year,
    coalesce(counted.reviews_year_before, 0) as reviews_year_before,
    coalesce(counted.reviews_last_year - counted.reviews_year_before, 0) as reviews_change,
    counted.rating_last_year - counted.rating_year_before as rating_change
from products
cross join all_reviews
left join counted on products.asin = counted.asin;

comment on view product_popularity is 'One row a product: how many reviews, how good, and where it is going.';
comment on column product_popularity.prior_reviews is 'Reviews that the prior is worth: 10.';
comment on column product_popularity.prior_mean is 'Mean stars of all reviews; null: there are none.';
comment on column product_popularity.reviews is 'Reviews of the product.';
comment on column product_popularity.mean_rating is 'Mean of their stars; null: no review.';
comment on column product_popularity.bayesian_rating is 'The mean, drawn to prior_mean as if prior_reviews more had given it.';
comment on column product_popularity.first_day is 'Day of the first review.';
comment on column product_popularity.last_day is 'Day of the last review.';
comment on column product_popularity.reviews_last_year is 'Reviews of the 365 days up to the last day of all reviews.';
comment on column product_popularity.reviews_year_before is 'Reviews of the 365 days before those.';
comment on column product_popularity.reviews_change is 'Trend: the last year''s reviews less those of the year before.';
comment on column product_popularity.rating_last_year is 'Mean stars of the last year; null: no review.';
comment on column product_popularity.rating_year_before is 'Mean stars of the year before; null: no review.';
comment on column product_popularity.rating_change is 'Trend: the last year''s mean less that of the year before.';

-- Grain: one row a station that has a day in climate. Sources: climate, stations, review_days. Key: station_id.
create or replace view climate_coverage as
with all_days as (
    select
        cast(coalesce(sum(reviews), 0) as bigint) as reviews,
        count(*) as review_days
    from review_days
),

covered as (
    select
        climate.station_id,
        cast(coalesce(sum(review_days.reviews), 0) as bigint) as covered_reviews,
        min(climate.date) as first_day,
        max(climate.date) as last_day,
        count(*) as days,
        count(review_days.date) as covered_review_days
    from climate
    left join review_days on climate.date = review_days.date
    group by climate.station_id
)

select
    covered.station_id,
    stations.name,
    stations.state,
    covered.first_day,
    covered.last_day,
    covered.days,
    all_days.review_days,
    covered.covered_review_days,
    all_days.reviews,
    covered.covered_reviews,
    covered.last_day - covered.first_day + 1 - covered.days as missing_days,
    cast(covered.covered_review_days as double precision) / nullif(all_days.review_days, 0) as share_of_review_days,
    cast(covered.covered_reviews as double precision) / nullif(all_days.reviews, 0) as share_of_reviews
from covered
cross join all_days
left join stations on covered.station_id = stations.station_id;

comment on view climate_coverage is 'One row a station with climate: how many days and reviews it has weather for.';
comment on column climate_coverage.first_day is 'First day in climate.';
comment on column climate_coverage.last_day is 'Last day in climate.';
comment on column climate_coverage.days is 'Days in climate.';
comment on column climate_coverage.missing_days is 'Days between the first and the last that are not in climate.';
comment on column climate_coverage.review_days is 'Days on which a review was written.';
comment on column climate_coverage.covered_review_days is 'Those of them that are in climate.';
comment on column climate_coverage.reviews is 'All reviews.';
comment on column climate_coverage.covered_reviews is 'Those written on a day that is in climate.';
comment on column climate_coverage.share_of_review_days is 'covered_review_days / review_days, 0 to 1; null: no review.';
comment on column climate_coverage.share_of_reviews is 'covered_reviews / reviews, 0 to 1; null: no review.';

-- Grain: one row a station with climate and kind of weather. Sources: climate, review_days. Key: station_id, weather.
-- A day is the unit: its reviews share their weather, so each day counts once, by the mean of its stars. Kinds overlap (a
-- snowy day is wet); within a kind each review of a covered day is counted once: with, without or unmeasured.
-- Kinds: ETCCDI's wet days, R10mm and frost days (http://etccdi.pacificclimate.org/list_27_indices.shtml), Deutscher
-- Wetterdienst's hot days (Heisser Tag), and a centimetre of new snow.
-- The 95 % interval is Welch's; the degrees of freedom are Welch and Satterthwaite's. Student's t at 0.975 is Fisher and
-- Cornish's expansion in x = 1 / degrees of freedom (Abramowitz and Stegun, 26.7.5), its four terms worked out at z = 1.959964:
-- less than 0.000015 from the exact value from 9 degrees on. There are never fewer, as 10 days of each side are asked for.
create or replace view rating_by_weather as
with kinds as (
    select
        'wet' as weather,
        'precipitation of 1 mm or more' as meaning
    union all
    select
        'heavy_precipitation' as weather,
        'precipitation of 10 mm or more' as meaning
    union all
    select
        'snow' as weather,
        'new snow of 10 mm or more' as meaning
    union all
    select
        'frost' as weather,
        'lowest temperature below 0 °C' as meaning
    union all
    select
        'heat' as weather,
        'highest temperature of 30 °C or more' as meaning
),

days as (
    select
        climate.station_id,
        kinds.weather,
        kinds.meaning,
        review_days.reviews,
        review_days.mean_rating,
        case kinds.weather
            when 'wet' then climate.precipitation >= 1
            when 'heavy_precipitation' then climate.precipitation >= 10
            when 'snow' then climate.snow_fall >= 10
            when 'frost' then climate.min_temp < 0
            when 'heat' then climate.max_temp >= 30
        end as has_it
    from climate
    inner join review_days on climate.date = review_days.date
    cross join kinds
),

sides as (
    select
        station_id,
        weather,
        meaning,
        cast(sum(case when has_it then reviews else 0 end) as bigint) as reviews_with,
        cast(sum(case when not has_it then reviews else 0 end) as bigint) as reviews_without,
        cast(sum(case when has_it is null then reviews else 0 end) as bigint) as reviews_unmeasured,
        sum(case when has_it then 1 else 0 end) as days_with,
        sum(case when not has_it then 1 else 0 end) as days_without,
        sum(case when has_it is null then 1 else 0 end) as days_unmeasured,
        avg(case when has_it then mean_rating end) as mean_with,
        avg(case when not has_it then mean_rating end) as mean_without,
        var_samp(case when has_it then mean_rating end) as variance_with,
        var_samp(case when not has_it then mean_rating end) as variance_without
    from days
    group by station_id, weather, meaning
),

errors as (
    select
        *,
        variance_with / days_with as error_with,
        variance_without / days_without as error_without
    from sides
    where days_with >= 10 and days_without >= 10 and variance_with + variance_without > 0
),

judged as (
    select
        station_id,
        weather,
        sqrt(error_with + error_without) as standard_error,
        (
            error_with * error_with / (days_with - 1) + error_without * error_without / (days_without - 1)
        ) / ((error_with + error_without) * (error_with + error_without)) as x
    from errors
),

reaches as (
    select
        station_id,
        weather,
        standard_error,
        1 / x as degrees_of_freedom,
        standard_error
        * (1.959963985 + x * (2.372271230 + x * (2.822498616 + x * (2.555849680 + x * 1.589534053)))) as reach
    from judged
)

select
    sides.station_id,
    sides.weather,
    sides.meaning,
    sides.days_with,
    sides.days_without,
    sides.days_unmeasured,
    sides.reviews_with,
    sides.reviews_without,
    sides.reviews_unmeasured,
    sides.mean_with,
    sides.mean_without,
    reaches.standard_error,
    reaches.degrees_of_freedom,
    sides.mean_with - sides.mean_without as difference,
    sides.mean_with - sides.mean_without - reaches.reach as difference_low,
    sides.mean_with - sides.mean_without + reaches.reach as difference_high,
    abs(sides.mean_with - sides.mean_without) > reaches.reach as is_significant
from sides
left join reaches on sides.station_id = reaches.station_id and sides.weather = reaches.weather;

comment on view rating_by_weather is
'One row a station and kind of weather: the stars of days with it against days without it.';
comment on column rating_by_weather.weather is 'Kind: wet, heavy_precipitation, snow, frost, heat; a day may have several.';
comment on column rating_by_weather.meaning is 'What the station measured on a day with it.';
comment on column rating_by_weather.days_with is 'Days with reviews and with that weather.';
comment on column rating_by_weather.days_without is 'Days with reviews and without that weather.';
comment on column rating_by_weather.days_unmeasured is 'Days with reviews, in climate, on which it was not measured.';
comment on column rating_by_weather.reviews_with is 'Reviews of the days with it.';
comment on column rating_by_weather.reviews_without is 'Reviews of the days without it.';
comment on column rating_by_weather.reviews_unmeasured is 'Reviews of the days on which it was not measured.';
comment on column rating_by_weather.mean_with is 'Stars: the mean, over the days with it, of the day''s mean.';
comment on column rating_by_weather.mean_without is 'Stars: the mean, over the days without it, of the day''s mean.';
comment on column rating_by_weather.difference is 'mean_with less mean_without, in stars.';
comment on column rating_by_weather.standard_error is 'Of the difference; null: fewer than 10 days on a side, or all alike.';
comment on column rating_by_weather.degrees_of_freedom is 'Of the difference, after Welch and Satterthwaite.';
comment on column rating_by_weather.difference_low is 'Lower end of the difference''s 95 % interval; null as the error is.';
comment on column rating_by_weather.difference_high is 'Upper end of the difference''s 95 % interval; null as the error is.';
comment on column rating_by_weather.is_significant is 'The interval leaves out 0; null: it cannot be judged.';

-- Grain: one row a product and day on which far more reviews were written than the product gets at its own rate.
-- Source: reviews. Key: asin, date.
-- At a constant rate (Poisson), each of a product's N reviews falls on any one of the D days from its first to its last with
-- chance 1 / D, so the count of a day is binomial (Przyborowski and Wilenski 1940, Biometrika 31). A day with n reviews is a
-- burst if n >= 5 and the chance of n or more is below 1 in 1,000,000 by Chernoff's upper bound (Hoeffding 1963, theorem 1):
-- chance <= exp(-(n ln(n D / N) + (N - n) ln((N - n) D / (N (D - 1))))).
-- Its logarithm is kept: the chance itself may be smaller than a number can be. One day alone has no rate: no burst.
create or replace view review_bursts as
with thresholds as (
    select
        5 as least_reviews,
        -6.0 as highest_log10_chance
),

counted as (
    select
        asin,
        cast(review_time as date) as date,
        cast(count(*) as double precision) as reviews,
        avg(cast(rating as double precision)) as mean_rating
    from reviews
    group by asin, cast(review_time as date)
),

products_counted as (
    select
        asin,
        cast(max(date) - min(date) + 1 as double precision) as product_days,
        sum(reviews) as product_reviews
    from counted
    group by asin
),

crowded as (
    select
        counted.asin,
        counted.date,
        counted.reviews,
        counted.mean_rating,
        products_counted.product_reviews,
        products_counted.product_days,
        thresholds.highest_log10_chance,
        (products_counted.product_reviews - counted.reviews) / nullif(products_counted.product_days - 1, 0) as usual_reviews
    from counted
    inner join products_counted on counted.asin = products_counted.asin
    cross join thresholds
    where
        products_counted.product_days > 1
        and counted.reviews >= thresholds.least_reviews
        and counted.reviews * products_counted.product_days > products_counted.product_reviews
),

bounded as (
    select
        *,
        -(
            reviews * ln(reviews * product_days / product_reviews)
            + (product_reviews - reviews) * ln(usual_reviews * product_days / product_reviews)
        ) / ln(cast(10 as double precision)) as log10_chance
    from crowded
)

select
    asin,
    date,
    mean_rating,
    usual_reviews,
    log10_chance,
    cast(reviews as bigint) as reviews,
    cast(product_reviews as bigint) as product_reviews,
    cast(product_days as bigint) as product_days
from bounded
where log10_chance < highest_log10_chance;

comment on view review_bursts is 'One row a product and day with far more reviews than the product''s own rate explains.';
comment on column review_bursts.date is 'Day of review_time, UTC.';
comment on column review_bursts.reviews is 'Reviews of the product on that day.';
comment on column review_bursts.mean_rating is 'Mean of their stars.';
comment on column review_bursts.usual_reviews is 'Reviews a day of the product on its other days.';
comment on column review_bursts.product_reviews is 'All reviews of the product.';
comment on column review_bursts.product_days is 'Days from the product''s first review to its last.';
comment on column review_bursts.log10_chance is 'Logarithm to base 10 of the most that the chance of so many can be.';
