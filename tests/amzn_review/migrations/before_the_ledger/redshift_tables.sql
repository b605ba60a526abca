-- The tables and views as `amzn-review db init` made them before there was a ledger of migrations. Frozen.

-- Grain: none, it stays empty. A load locks it, so that loads go one after another; nobody reads it, so that a load
-- keeps nobody waiting who only asks.
create table if not exists load_turns (
    batch_id varchar(64) not null
)
diststyle all
encode auto;

-- Grain: one row a batch (a manifest). Written in the transaction that loads its reviews.
-- Invariants, which Redshift does not enforce and the load proves before it commits:
-- listed = loaded + duplicate + quarantined + held; staged = loaded + duplicate.
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

-- Grain: one row a batch and file that was left for a later batch. Written with the batch's row of ingest_batches.
create table if not exists held_files (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    primary key (batch_id, source_key)
)
diststyle all
sortkey (batch_id)
encode auto;

-- Grain: one row a batch in the ledger. The columns are the fields of BalanceSheet, in their order.
create or replace view balance_sheets as
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

-- Grain: one row a record (or unreadable file) that could not be loaded, and why. `field`, `found` and `expected`
-- are shortened to 200 characters, of 4 bytes at most.
create table if not exists quarantined_records (
    quarantine_id bigint identity (1, 1),
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
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

-- Grain: one row a reviewer. Source: reviews. As many as half of the reviews, so not copied to every node.
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

-- Grain: one row a product. Source: product metadata; reviews of a product that is not described yet put a
-- placeholder here. Lies on the same slice as its reviews: joining the two moves no row.
create table if not exists products (
    asin varchar(256) not null,
    product_name varchar(65535), -- advise: wide-varchar, the source sets no limit
    features super not null,
    description varchar(65535), -- advise: wide-varchar, the source sets no limit
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

-- Grain: one row a moment at which a review was written, taken apart. Source: reviews.review_time. On every node:
-- published times are days, of which there are some thousand.
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

-- Grain: one row a distinct review. Source: staging_reviews.
-- Keys: review_id (ours, with gaps), review_key (of the content; the load keeps it unique, Redshift does not).
-- A product's reviews lie together, those of a time span are read without the rest.
create table if not exists reviews (
    review_id bigint identity (1, 1),
    review_key char(32) not null,
    reviewer_id varchar(256) not null,
    asin varchar(256) not null,
    variant_asin varchar(256),
    rating smallint not null,
    review_text varchar(65535), -- advise: wide-varchar, the source sets no limit
    summary varchar(65535), -- advise: wide-varchar, the source sets no limit
    vote integer not null,
    verified boolean,
    style super,
    image super,
    review_time timestamp not null,
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    primary key (review_id),
    unique (review_key)
)
distkey (asin)
sortkey (review_time)
encode auto;

-- Grain: one row a weather station. Source: ghcnd-stations.txt. Degrees (east and north positive), metres.
-- A day of a station that the list does not have loads against a placeholder, which a later list fills in.
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

-- Grain: one row a station and day, in SI units: metres a second, millimetres, degrees Celsius.
-- Source: NOAA daily summaries.
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

-- Grain: one row a batch and a table that it fed. Written in the transaction that loads the batch.
-- Invariant, which the load proves before it commits: listed = added + changed + unchanged + quarantined.
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

-- Grain: one row a review record of the batches under way, as read. Emptied of a batch when it is loaded.
create table if not exists staging_reviews (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    review_key char(32) not null,
    reviewer_id varchar(256) not null,
    reviewer_name varchar(1024),
    asin varchar(256) not null,
    variant_asin varchar(256),
    category varchar(1024) not null,
    rating smallint not null,
    review_text varchar(65535), -- advise: wide-varchar, the source sets no limit
    summary varchar(65535), -- advise: wide-varchar, the source sets no limit
    vote integer not null,
    verified boolean,
    style super,
    image super,
    review_time timestamp not null
)
distkey (asin)
sortkey (review_time)
encode auto;

-- Grain: one row a product record of the batches under way, as read. Emptied of a batch when it is loaded.
create table if not exists staging_product_metadata (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    asin varchar(256) not null,
    product_name varchar(65535), -- advise: wide-varchar, the source sets no limit
    features super not null,
    description varchar(65535), -- advise: wide-varchar, the source sets no limit
    price numeric(12, 2),
    brand varchar(1024),
    category varchar(1024),
    also_bought super not null,
    also_viewed super not null
)
distkey (asin)
sortkey (asin)
encode auto;

-- Grain: one row a record (or file) of the batches under way that is to be set aside. Emptied of a batch when it is
-- loaded.
create table if not exists staging_rejections (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
    line_number integer not null,
    reason varchar(64) not null,
    field varchar(800),
    found varchar(800) not null,
    expected varchar(800) not null,
    is_whole_file boolean not null
)
diststyle even
encode auto;

-- Grain: one row a station of the batches under way, as read. Emptied of a batch when it is loaded.
create table if not exists staging_stations (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
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

-- Grain: one row a station and day of the batches under way, as read. Emptied of a batch when it is loaded.
create table if not exists staging_climate (
    batch_id varchar(64) not null,
    source_key varchar(4096) not null, -- advise: wide-varchar, as long as a path
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
