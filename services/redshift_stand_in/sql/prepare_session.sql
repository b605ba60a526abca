-- A session as Redshift's: texts with backslashes escaped, in UTF-8 whatever the client asked for, UTC, and the
-- system's tables and functions in reach.
set client_encoding = 'UTF8';
set standard_conforming_strings = off;
set escape_string_warning = off;
set timezone = 'UTC';
set datestyle = 'ISO, MDY';
set search_path = "$user", public, redshift_stand_in;
