-- Grain: one row a line that the COPY of this session has refused in the files below a prefix.
-- Source: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html
select -- in the order of RefusedLine -- noqa: ST06
    rtrim(file_name) as file_name,
    line_number,
    min(rtrim(column_name)) as column_name,
    min(rtrim(column_type)) as column_type,
    min(rtrim(column_length)) as column_length,
    min(rtrim(error_message)) as error_message
from sys_load_error_detail
where
    session_id = pg_backend_pid()
    and strpos(file_name, %(prefix)s) = 1
group by file_name, line_number
order by file_name, line_number;
