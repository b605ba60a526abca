-- Rows that the load of that version wrote into redshift_tables.sql; numbers of its own the database gives anew.
insert into ingest_batches (batch_id, run_id, files, listed, staged, loaded, duplicate, quarantined, held, products, loaded_at)
values ('20261124T093000000-4ca98ba7', 'a-run', 2, 4, 3, 3, 0, 1, 0, 1, '2026-11-29 22:50:25+00:00');

insert into quarantined_records (batch_id, source_key, line_number, reason, field, found, expected, is_whole_file, quarantined_at)
values ('20261124T093000000-4ca98ba7', 'reviews/lamps/b.json.gz', 2, 'out-of-range', 'overall', '6.0', 'a whole number from 1 to 5', false, '2026-11-29 22:50:25+00:00');

insert into users (user_id)
values ('A2TESTREVIEWER');

insert into users (user_id, name)
values ('A3TESTREVIEWER', 'Zoë Müller');

insert into users (user_id, name)
values ('A4TESTREVIEWER', 'Zoë Müller');

insert into products (asin, product_name, features, description, price, brand, category, also_bought, also_viewed, is_placeholder, is_made_up)
values ('B00TESTABC', E'Coffee mug \\ 20 oz', json_parse('["Keeps warm", "Ünbreakable"]'), 'A mug.', 24.50, 'Mugs & Sons', 'Mugs', json_parse('["B00TESTDEF"]'), json_parse('[]'), false, false);

insert into products (asin, features, category, also_bought, also_viewed, is_placeholder, is_made_up)
values ('B00TESTDEF', json_parse('[]'), 'lamps', json_parse('[]'), json_parse('[]'), true, false);

insert into time (datetime_ts, year, month, day, day_of_week, week, day_of_year)
values ('2016-09-01 00:00:00', 2016, 9, 1, 4, 35, 245);

insert into time (datetime_ts, year, month, day, day_of_week, week, day_of_year)
values ('2017-01-01 12:30:00', 2017, 1, 1, 7, 52, 1);

insert into reviews (review_key, reviewer_id, asin, rating, vote, verified, style, review_time, batch_id, source_key, line_number)
values ('2e2948c253ed54caf2d79fb6e7fa50d1', 'A4TESTREVIEWER', 'B00TESTABC', 3, 12, true, json_parse('{"Size:": " 7.0 oz"}'), '2016-09-01 00:00:00', '20261124T093000000-4ca98ba7', 'reviews/lamps/b.json.gz', 1);

insert into reviews (review_key, reviewer_id, asin, rating, review_text, summary, vote, verified, image, review_time, batch_id, source_key, line_number)
values ('4dcc702ded62c95f21d5e6afc214fa96', 'A2TESTREVIEWER', 'B00TESTDEF', 1, 'It''s \\ "broken".
Ä, 灯	gone', 'Warm', 0, false, json_parse('["https://images.example/1.jpg"]'), '2017-01-01 12:30:00', '20261124T093000000-4ca98ba7', 'reviews/lamps/a.json.gz', 2);

insert into reviews (review_key, reviewer_id, asin, rating, review_text, summary, vote, verified, style, review_time, batch_id, source_key, line_number)
values ('a408617beeb87abd56e4761ed74b3096', 'A3TESTREVIEWER', 'B00TESTABC', 5, 'Keeps the coffee warm.', 'Warm', 12, true, json_parse('{"Size:": " 7.0 oz"}'), '2016-09-01 00:00:00', '20261124T093000000-4ca98ba7', 'reviews/lamps/a.json.gz', 1);

insert into stations (station_id, country, is_placeholder)
values ('USW00014732', 'US', true);

insert into stations (station_id, name, longitude, latitude, elevation, state, country, is_placeholder)
values ('USW00094728', 'NEW YORK CNTRL PK TWR', -73.9692, 40.7789, 42.7, 'NY', 'US', false);

insert into climate (station_id, date, precipitation, min_temp, max_temp)
values ('USW00014732', '2016-09-01', 0.0, 11.0, 21.0);

insert into climate (station_id, date, precipitation, min_temp, max_temp, wt01)
values ('USW00094728', '2016-09-01', 25.4, 10.0, 20.0, true);

insert into climate_batches (batch_id, target_table, run_id, files, listed, added, changed, unchanged, quarantined, loaded_at)
values ('20261124T093000000-4ca98ba7', 'climate', 'a-run', 1, 2, 2, 0, 0, 0, '2026-11-29 22:50:25+00:00');

insert into climate_batches (batch_id, target_table, run_id, files, listed, added, changed, unchanged, quarantined, loaded_at)
values ('20261124T093000000-4ca98ba7', 'stations', 'a-run', 1, 1, 1, 0, 0, 0, '2026-11-29 22:50:25+00:00');
