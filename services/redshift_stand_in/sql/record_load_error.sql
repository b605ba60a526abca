-- Grain: one row a line that a COPY refused. In a transaction of its own, for Redshift's system tables keep it
-- when the COPY is rolled back.
insert into redshift_stand_in.sys_load_error_detail (
    user_id, query_id, transaction_id, session_id, database_name, table_id, start_time, file_name, line_number,
    column_name, column_type, column_length, position, error_code, error_message
)
values (
    100, %(query_id)s, %(query_id)s, %(session_id)s, %(database_name)s, %(table_id)s, %(start_time)s, %(file_name)s,
    %(line_number)s, %(column_name)s, %(column_type)s, %(column_length)s, 0, %(error_code)s, %(error_message)s
);
